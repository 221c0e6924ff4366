"""A plugin of the kit's own runs (``-p tests.short_bound``): what does not end is given up after one second."""

import dojo.bound

dojo.bound.ANSWER_WITHIN_SECONDS = 1.0
