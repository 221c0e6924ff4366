"""`python -m tests.mutants`"""

import sys

if __name__ == "__main__":
    from tests.mutants.command import (
        main,
    )  # here: each forked run imports this module, and needs nothing of the command

    sys.exit(main(sys.argv[1:]))
