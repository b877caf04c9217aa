"""Run the stand-in by hand: `python -m tests.uis_standin`."""

import argparse
import threading

from tests.uis_standin import Fault, StandIn


def main() -> None:
    """Serve until interrupted."""
    told = _told()
    server = StandIn(limit=told.limit, address_limit=told.address_limit, default=told.default, port=told.port)
    for one in told.fault:
        name, _, times = one.partition(":")
        server.inject(name, times=int(times) if times else 1, path=told.fault_path)
    with server:
        print(f"{server.url}\n{server.bulk_url}  (bulk files)\n", flush=True)
        print(f"Try:  OOSC_UIS_URL={server.url} oosc etl fetch --dry-run\nCtrl+C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"\n{len(server.requests)} requests answered.")


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.uis_standin",
        description="A stand-in for the UIS data API with real figures: point OOSC_UIS_URL at the address it says.",
        epilog=f"Faults: {', '.join(Fault)}.",
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--limit", type=int, default=100_000, help="so many records are too many")
    parser.add_argument("--address-limit", type=int, default=8192, help="longer request lines get 414")
    parser.add_argument("--default", help="the version that /versions/default names")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[:times]", help="go wrong at first")
    parser.add_argument("--fault-path", help="the path that faults concern, after /api/public; * for any")
    return parser.parse_args()


if __name__ == "__main__":
    main()
