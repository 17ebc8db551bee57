"""Exercises of lesson 07: gradients on a graph."""

from exercises.exercise import exercise

import numpy as np


@exercise(
    cases=[
        dict(  # (w + x) * w
            arrows=((0, 2, 1.0), (1, 2, 1.0), (2, 3, 3.0), (0, 3, 5.0)),
            n_nodes=4,
        ),
        dict(arrows=((0, 1, 3.0), (0, 1, 3.0)), n_nodes=2),  # w * w
        dict(
            arrows=(
                (0, 2, 2.0),
                (1, 2, -1.0),
                (2, 3, 0.5),
                (2, 4, 4.0),
                (3, 4, 3.0),
                (0, 5, 1.0),
                (4, 5, -2.0),
                (3, 5, 0.25),
            ),
            n_nodes=6,
        ),
    ],
    hints=[
        "Start with zeros, and a 1 for the last node: the slope of a number by itself.",
        "Take the last arrow first, so that a child is complete when its arrow comes.",
        "Each arrow hands its parent the slope times the child's gradient. What "
        "happens to what the parent has got before?",
    ],
)
def graph_gradients(arrows, n_nodes):
    """The gradient of the last node of a graph by every node.

    arrows: (parent, child, slope) each, sorted by child; nodes are numbered from 0,
    parents before children. Returns an array (n_nodes,).
    """
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, slope in reversed(arrows):
        gradients[parent] += slope * gradients[child]
    return gradients


@graph_gradients.mistake(
    "A node that is used twice keeps one gradient only. Where several arrive, they add "
    "up: += instead of =."
)
def graph_gradients_assigned(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, slope in reversed(arrows):
        gradients[parent] = slope * gradients[child]
    return gradients


@graph_gradients.mistake(
    "The first arrows pass zeros on, as their children have nothing yet. Begin at the "
    "result: reversed(arrows)."
)
def graph_gradients_forwards(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, slope in arrows:
        gradients[parent] += slope * gradients[child]
    return gradients


@graph_gradients.mistake(
    "The slopes are left out: each arrow passes on slope times gradient."
)
def graph_gradients_without_slopes(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, _ in reversed(arrows):
        gradients[parent] += gradients[child]
    return gradients


@graph_gradients.mistake(
    "Parent and child have changed places: the child passes its gradient back to the "
    "parent."
)
def graph_gradients_to_the_children(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, slope in reversed(arrows):
        gradients[child] += slope * gradients[parent]
    return gradients


@graph_gradients.mistake(
    "Slope and gradient are added. Along a way slopes multiply: slope * gradient."
)
def graph_gradients_with_sums_along_a_way(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, child, slope in reversed(arrows):
        gradients[parent] += slope + gradients[child]
    return gradients


@graph_gradients.mistake(
    "This is how the last node grows with the first alone, forwards: the slopes of "
    "every node by node 0. Start at the last node and go back."
)
def graph_slopes_by_the_first_node(arrows, n_nodes):
    slopes = np.zeros(n_nodes)
    slopes[0] = 1.0
    for parent, child, slope in arrows:
        slopes[child] += slope * slopes[parent]
    return slopes


@graph_gradients.mistake(
    "Everything is zero: there was nothing to pass on. The result's own gradient is 1."
)
def graph_gradients_without_start(arrows, n_nodes):
    return np.zeros(n_nodes)


@graph_gradients.mistake(
    "You added up the slopes of single arrows. Along a way slopes multiply: each one "
    "times the gradient of its child."
)
def graph_gradients_of_single_arrows(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0
    for parent, _, slope in reversed(arrows):
        gradients[parent] += slope
    return gradients


@graph_gradients.mistake(
    "Every node starts with 1, but only the result changes as fast as itself. The "
    "others start with 0."
)
def graph_gradients_from_ones(arrows, n_nodes):
    gradients = np.ones(n_nodes)
    for parent, child, slope in reversed(arrows):
        gradients[parent] += slope * gradients[child]
    return gradients


@graph_gradients.mistake(
    "A node passes its gradient on each time that one arrives, so the first part again "
    "and again. Wait until it is complete: take each arrow once, the last one first."
)
def graph_gradients_too_early(arrows, n_nodes):
    gradients = np.zeros(n_nodes)
    gradients[-1] = 1.0

    def visit(node):
        for parent, child, slope in arrows:
            if child == node:
                gradients[parent] += slope * gradients[child]
                visit(parent)

    visit(n_nodes - 1)
    return gradients
