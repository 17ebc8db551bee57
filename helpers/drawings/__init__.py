"""What one lesson alone draws: a module for each lesson that needs one."""
