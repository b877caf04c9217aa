"""A local server that answers as the data API of the UNESCO Institute for Statistics does, and misbehaves on demand.

    with StandIn(limit=500) as server:
        os.environ["OOSC_UIS_URL"] = server.url
        server.inject(Fault.SERVER_ERROR, times=2, status=503)

It serves the real figures of `data/sources/uis`. What is known of the API only by guess is an argument of `StandIn`.
By hand: `python -m tests.uis_standin --help`.
"""

from tests.uis_standin.faults import Fault
from tests.uis_standin.figures import RELEASES, figures, with_flags
from tests.uis_standin.server import Request, StandIn

__all__ = ["RELEASES", "Fault", "Request", "StandIn", "figures", "with_flags"]
