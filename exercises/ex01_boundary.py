"""Exercise of lesson 01, continued: a boundary through two points."""

from exercises.exercise import exercise

import numpy as np


def _text(values):
    """Numbers as a text, rounded, so that texts can be compared."""
    return ", ".join(f"{np.round(value, 4) + 0.0:g}" for value in np.ravel(values))


def three_demands(returned, r, s, one):
    """Whether w and b do what they should; and both by |w|, as any length will do."""
    several = isinstance(returned, tuple | list | np.ndarray)
    parts = [np.asarray(part, float) for part in (returned if several else [returned])]
    sizes = [part.size for part in parts]
    if sizes != [2, 1]:
        return {"returned": f"parts of {sizes} numbers, not w and b"} | NO_BOUNDARY
    w, b = parts[0].ravel(), parts[1].item()
    if not np.isfinite([*w, b]).all():
        return {"returned": "w and b with inf or nan"} | NO_BOUNDARY
    if not w.any():
        return {"returned": "w = 0, which has no boundary"} | NO_BOUNDARY
    w, b = w / np.abs(w).max(), b / np.abs(w).max()  # else a square may be 0 or inf
    w, b = w / np.linalg.norm(w), b / np.linalg.norm(w)
    asked = {
        "w · (s - r)": (abs(w @ (s - r)) < 1e-6, "0", "turn s - r by a quarter"),
        "z at r": (abs(w @ r + b) < 1e-6, "0", "choose b = -(w · r)"),
        "z at one": (w @ one + b > 1e-6, "positive", "change the signs of w and b"),
    }
    told = {"returned": "w and b"}
    for what, (yes, wanted, do) in asked.items():
        told[what] = wanted if yes else f"not {wanted}: {do}"
    return told | {
        "w / |w|": _text(w),
        "b / |w|": _text(b),
    }


NO_BOUNDARY = {
    "w · (s - r)": "none",
    "z at r": "none",
    "z at one": "none",
    "w / |w|": "none",
    "b / |w|": "none",
}


def _points(r, s, one):
    return dict(r=np.array(r), s=np.array(s), one=np.array(one))


@exercise(
    look=three_demands,
    cases=[
        _points([1.0, 1.0], [3.0, 2.0], one=[4.0, 0.0]),
        _points([1.0, 1.0], [3.0, 2.0], one=[0.0, 3.0]),
        _points([0.0, 4.0], [3.0, 0.0], one=[0.0, 0.0]),
        _points([2.0, 0.0], [2.0, 5.0], one=[1.0, 1.0]),  # a line without a slope
        _points([1.0, 2.0], [4.0, 2.0], one=[3.0, 2.25]),  # a level line, near
        _points([1.0, 1.0], [2.0, 2.0], one=[3.0, 1.0]),  # through the origin
        _points([-1.0, -2.0], [1.0, -3.0], one=[2.0, -2.0]),  # w · one < 0 < z
        _points([5.0, 1.0], [2.0, -3.0], one=[5.0, 1.25]),  # near, on the other side
    ],
    hints=[
        "What do you know of w and an arrow along the boundary? The lesson did it with "
        "a ruler.",
        "s - r lies along the boundary. How did two numbers and one sign make an arrow "
        "at a right angle to it? Then choose b so that z is 0 at r.",
        "Compute z at the third point. If it is negative, what must change, in which "
        "of w and b?",
    ],
)
def place_boundary(r, s, one):
    """Return w, two numbers, and b of a neuron with z = 0 at r and s, z > 0 at one."""
    along = s - r
    w = np.array([-along[1], along[0]])
    b = -(w @ r)
    if w @ one + b < 0:
        w, b = -w, -b
    return w, b


def _sided(w, b, one, side=1):
    """w and b, with other signs where z at one hasn't this sign."""
    return (-w, -b) if side * (w @ one + b) < 0 else (w, b)


def _normal(a):
    return np.array([-a[1], a[0]])


def _right(w, r, one, side=1):
    """w and b with z = 0 at r, and with z at one of this sign, if there is one."""
    return _sided(w, -(w @ r), one, side)


WRONG_B = "b has the wrong sign: z = w · r + b must be 0 at r."
TOGETHER = " For z = 0 at r both signs must change together."
AT_RIGHT_ANGLES = [  # n is one of the two arrows at a right angle to s - r
    (
        "The boundary is right, but the side is left to chance. Where z is negative at "
        "the third point, change the signs of w and of b.",
        lambda n, r, one: (n, -(n @ r)),
    ),
    (
        "The boundary is right, but you choose the side by the origin, where z is b. "
        "Take z at the third point.",
        lambda n, r, one: _right(n, r, 0 * one),
    ),
    (
        "The boundary is right, but you look for the side with w · one alone: z has "
        "the bias in it, w · one + b.",
        lambda n, r, one: _right(_sided(n, 0.0, one)[0], r, one, side=0),
    ),
    (
        "Where z is negative you change the sign of w alone." + TOGETHER,
        lambda n, r, one: (_right(n, r, one)[0], -(n @ r)),
    ),
    (
        "Where z is negative you change the sign of b alone." + TOGETHER,
        lambda n, r, one: (n, _right(n, r, one)[1]),
    ),
    (
        "The bias is 0: then z is 0 at the origin. Which b makes it 0 at r instead?",
        lambda n, r, one: _sided(n, 0.0, one),
    ),
    (
        "The bias is always 0, and the side left to chance. Which b makes z = 0 at r?",
        lambda n, r, one: (n, 0.0),
    ),
    (WRONG_B + " Then choose the side.", lambda n, r, one: (n, n @ r)),
    (
        "b makes z = 0 at the third point. It must be 0 at r and at s.",
        lambda n, r, one: (n, -(n @ one)),
    ),
]
A_SLOPE = "such a line has no slope. The numbers of s - r will do, without a division."
IN_ANY_CASE = [  # a is s - r
    (
        "The ones are on the wrong side: z must be positive at the third point.",
        lambda a, r, one: _right(_normal(a), r, one, side=-1),
    ),
    (
        "The numbers of s - r are swapped, but no sign is changed: w · (s - r) isn't "
        "0. Change the sign of one of the two.",
        lambda a, r, one: _right(a[::-1], r, one),
    ),
    (
        "The numbers of s - r are swapped, but no sign is changed, and the side is "
        "left to chance. First change one sign: then w · (s - r) is 0.",
        lambda a, r, one: (a[::-1], -(a[::-1] @ r)),
    ),
    (
        "One sign of s - r is changed, but the numbers aren't swapped: w · (s - r) "
        "isn't 0. Swap them, too.",
        lambda a, r, one: _right(a * [1, -1], r, one),
    ),
    (
        "w lies along the boundary: it is s - r itself. It must stand at a right angle "
        "to it: which two numbers have the dot product 0 with s - r?",
        lambda a, r, one: _right(a, r, one),
    ),
    (
        "w is s - r itself, along the boundary. Turn it by a quarter, to a right "
        "angle; then see to b and to the side.",
        lambda a, r, one: (a, -(a @ r)),
    ),
    (
        "w points from r to the third point. It must stand at a right angle to s - r.",
        lambda a, r, one: _right(one - r, r, one),
    ),
    (
        WRONG_B + " So z at the third point misleads you, too.",
        lambda a, r, one: _sided(_normal(a), _normal(a) @ r, one),
    ),
    (
        "You divide w by its length, but not b, which belongs to the longer w. Divide "
        "both, or none.",
        lambda a, r, one: (
            _right(_normal(a), r, one)[0] / np.linalg.norm(a),
            _right(_normal(a), r, one)[1],
        ),
    ),
    (
        f"You divide by 0 where s is straight above r: {A_SLOPE}",
        lambda a, r, one: _right(np.array([-a[1] / a[0], 1.0]), r, one),
    ),
    (
        f"You divide by 0 where s is as high as r: turned round, {A_SLOPE}",
        lambda a, r, one: _right(np.array([1.0, -a[0] / a[1]]), r, one),
    ),
    (
        "w and b come in the other order: return w first, then b.",
        lambda a, r, one: _right(_normal(a), r, one)[::-1],
    ),
    (
        "This is w alone: return b, too, as `return w, b`.",
        lambda a, r, one: _right(_normal(a), r, one)[0],
    ),
    (
        "These are three numbers in a row. Return two things, w with its two numbers "
        "and b: `return w, b`.",
        lambda a, r, one: np.append(*_right(_normal(a), r, one)),
    ),
]


def _know(message, place):
    @place_boundary.mistake(message)
    def placed_otherwise(r, s, one):
        return place(s - r, r, one)


for message, place in AT_RIGHT_ANGLES:
    _know(message, lambda a, r, one, place=place: place(_normal(a), r, one))
    message += " (w has the right angle, as it should.)"
    _know(message, lambda a, r, one, place=place: place(-_normal(a), r, one))
for message, place in IN_ANY_CASE:
    _know(message, place)
