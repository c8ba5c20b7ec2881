"""The `muster` command: every subcommand in one table, each importing what it needs when it is called."""

import argparse
import functools
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bot.errors import MusterError

#: Exit status after Ctrl-C, as shells report it.
INTERRUPTED = 130

#: And after nobody read any more what it prints.
BROKEN_PIPE = 141


Run = Callable[[argparse.Namespace], int]


def _serving(run: Run) -> Run:
    """A process that goes on: all it imports stays, so until `begin` the collector would look for nothing."""

    @functools.wraps(run)
    def imports_first(options: argparse.Namespace) -> int:
        gc.disable()
        try:
            return run(options)
        finally:
            gc.enable()

    return imports_first


def _up(options: argparse.Namespace) -> int:
    from bot.up.command import run_up

    return run_up(os.environ, data=options.data, port=options.port, speed=options.speed, demo=options.demo)


@_serving
def _bot(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.up.start import begin
    from handlers.serve import serve_bot

    settings = Settings.read(os.environ, options.data)
    begin(options.after)
    serve_bot(settings)
    return 0


def _worker(options: argparse.Namespace) -> int:
    return _one_worker(options) if options.lane and options.count == 1 else _workers(options)


def _workers(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.up.command import run_workers

    return run_workers(os.environ, Settings.read(os.environ, options.data), options.lane, options.count)


@_serving
def _one_worker(options: argparse.Namespace) -> int:
    from bot.incident.work import Lane
    from bot.settings import Settings
    from bot.up.start import begin
    from jobs.worker import serve_worker

    settings = Settings.read(os.environ, options.data)
    begin()
    serve_worker(settings, Lane(options.lane))
    return 0


@_serving
def _clock(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.up.start import begin
    from jobs.clock import serve_clock

    settings = Settings.read(os.environ, options.data)
    begin()
    serve_clock(settings)
    return 0


@_serving
def _workspace(options: argparse.Namespace) -> int:
    from bot.organisation.load import load_organisation
    from bot.settings import Settings
    from bot.up.start import begin
    from bot.workspace.serve import serve_workspace

    settings = Settings.read(os.environ)
    begin()
    serve_workspace(options.data, options.port, settings.speed or 1.0, load_organisation(settings.config))
    return 0


def _demonstration(options: argparse.Namespace) -> int:
    from bot.demonstration.command import run_demonstration
    from bot.up.start import begin

    begin()
    run_demonstration(options.data, options.page)
    return 0


def _console(options: argparse.Namespace) -> int:
    return _console_link(options) if options.doing else _console_itself(options)


def _console_link(options: argparse.Namespace) -> int:
    from bot.console.command import run_link, run_revoke
    from bot.settings import Settings

    doings = {"link": run_link, "revoke": run_revoke}
    return doings[options.doing](Settings.read(os.environ, options.data), options.person or options.who)


@_serving
def _console_itself(options: argparse.Namespace) -> int:
    from bot.console.entrance import choose_entrance
    from bot.settings import Settings
    from bot.up.start import begin
    from handlers.console import serve_console
    from jobs.console import serve_console_work

    settings = Settings.read(os.environ, options.data)
    entrance = choose_entrance(
        host=options.host, port=options.port, certificate=options.certificate, key=options.key,
        proxy=options.behind_proxy, url=options.url,
    )  # fmt: skip
    begin()
    serve_console(settings, entrance, serve_console_work)
    return 0


def _incident(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.wiring import wire
    from handlers.terminal import Line, as_line, run_incident

    among = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    _takes_incident(among)
    own, words = among.parse_known_args(options.words)
    who = own.person or options.person or os.environ.get("MUSTER_PERSON")
    fields = dict(part.partition("=")[::2] for part in (*options.fields, *own.fields))
    muster = wire(Settings.read(os.environ, own.data or options.data))
    return run_incident(muster, who, Line(as_line(words), fields, own.press or options.press))


def _init(options: argparse.Namespace) -> int:
    from bot.organisation.command import run_init

    return run_init(options.file, options.force)


def _check(options: argparse.Namespace) -> int:
    from bot.organisation.command import run_check
    from bot.settings import organisation_file

    return run_check(options.file or organisation_file(os.environ), options.schema)


def _playbook(options: argparse.Namespace) -> int:
    from bot.playbooks.command import run_list, run_show
    from bot.settings import organisation_file

    config = organisation_file(os.environ)
    return run_list(config) if options.what == "list" else run_show(config, options.name, options.fields)


def _doctor(options: argparse.Namespace) -> int:
    from bot.doctor import run_doctor
    from bot.settings import Settings

    return run_doctor(Settings.read(os.environ, options.data))


def _agenda(options: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.store.show import print_agenda

    # The kinds of work say themselves what they do.
    import_module("jobs.kinds")
    return print_agenda(Settings.read(os.environ, options.data))


def _export(options: argparse.Namespace) -> int:
    from bot.record.command import run_export
    from bot.settings import Settings
    from bot.wiring import wire

    muster = wire(Settings.read(os.environ, options.data))
    redis = muster.transactions.redis
    return run_export(
        muster.store, redis, options.incident, options.format, options.to, force=options.force
    )  # fmt: skip


def _manifest(_: argparse.Namespace) -> int:
    from bot.manifest import manifest_text

    print(manifest_text(), end="")
    return 0


def _count(text: str) -> int:
    return _whole(text, 1000)


def _port(text: str) -> int:
    return _whole(text, 65535)


def _whole(text: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no whole number between 1 and {most}")
    return int(text)


def _takes_data(sub: argparse.ArgumentParser) -> None:
    text = "data folder of the `muster up` that is meant (else REDIS_URL)"
    sub.add_argument("--data", type=Path, metavar="DIR", help=text)


def _takes_home(sub: argparse.ArgumentParser) -> None:
    text = "folder that keeps everything (default .muster)"
    sub.add_argument("--data", type=Path, metavar="DIR", default=Path(".muster"), help=text)
    text = "port of the page in the browser; of the bot's HTTP with a real Slack (default 8765)"
    sub.add_argument("--port", type=_port, help=text)


def _takes_speed(sub: argparse.ArgumentParser) -> None:
    text = "let every clock run N times as fast (local workspace only)"
    sub.add_argument("--speed", type=float, metavar="N", help=text)


def _takes_demo(sub: argparse.ArgumentParser) -> None:
    text = "let a scripted cast lead an incident before your eyes (local workspace only)"
    sub.add_argument("--demo", action="store_true", help=text)


def _takes_page(sub: argparse.ArgumentParser) -> None:
    """`muster up` names the local workspace in which the demonstration is played."""
    sub.add_argument("--page", metavar="URL", required=True, help=argparse.SUPPRESS)


def _takes_lane(sub: argparse.ArgumentParser) -> None:
    text = "urgent: what people wait for; long: what takes long. Without it, processes of both"
    sub.add_argument("--lane", choices=("urgent", "long"), help=text)


def _takes_count(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--count", type=_count, default=1, metavar="N", help="how many processes of a lane (default 1)")


def _takes_after(sub: argparse.ArgumentParser) -> None:
    """`muster up` names what a process waits for before it serves."""
    sub.add_argument("--after", metavar="HOST:PORT", help=argparse.SUPPRESS)


def _takes_entrance(sub: argparse.ArgumentParser) -> None:
    text = "link: print a personal link for WHO; revoke: end all links of WHO. Without either the console runs"
    sub.add_argument("doing", nargs="?", choices=("link", "revoke"), help=text)
    sub.add_argument("who", nargs="?", metavar="WHO", help="@first-name or Slack id, as in the organisation's file")
    sub.add_argument("--person", metavar="WHO", help="the same")
    sub.add_argument("--port", type=_port, help="where people come in (default 8766)")
    sub.add_argument("--host", metavar="ADDRESS", help="where to listen (default 127.0.0.1: this machine only)")
    sub.add_argument("--certificate", type=Path, metavar="FILE", help="PEM; with --key the console speaks https")
    sub.add_argument("--key", type=Path, metavar="FILE", help="PEM, of the certificate")
    text = "the proxy that speaks https with people: it alone may come in, and is believed what it says of them"
    sub.add_argument("--behind-proxy", metavar="NAME", help=text)
    sub.add_argument("--url", metavar="URL", help="the address that people open, for links")


INCIDENT_HELP = """words: declare, list, status, ack, engage, triage, approve, update, note, resolve, close, timeline
and so on, as /incident takes them in Slack (`muster incident help` lists all), and three that are buttons there:
approve [INC-101 [GATE]], engage INC-101, step INC-101 STEP. Name the incident, as no channel does it here.
Files come to Slack or the console; here `timeline INC-101 --all` prints it, and `muster export INC-101` writes them.

Nobody is asked for a password: whoever reaches this Redis may act as anybody. It is trusted as much as access to
Redis is; the record names whom --as named."""


def _takes_incident(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--as", dest="person", metavar="WHO", help="@first-name or Slack id (else MUSTER_PERSON)")
    text = "a field of the form that comes up; as often as there are fields"
    sub.add_argument("--set", dest="fields", action="append", default=[], metavar="FIELD=VALUE", help=text)
    sub.add_argument("--press", default="", metavar="LABEL", help="a button of the answer, pressed at once")
    _takes_data(sub)


def _takes_words(sub: argparse.ArgumentParser) -> None:
    _takes_incident(sub)
    sub.add_argument("words", nargs=argparse.REMAINDER, help="such as: declare checkout is down --severity P1")
    sub.epilog, sub.formatter_class = INCIDENT_HELP, argparse.RawDescriptionHelpFormatter


def _takes_new_file(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", nargs="?", type=Path, default=Path("muster.yaml"), help="default: muster.yaml")
    sub.add_argument("--force", action="store_true", help="write over a file that is there")


def _takes_checked_file(sub: argparse.ArgumentParser) -> None:
    text = "default: MUSTER_CONFIG, else muster.yaml, else the built-in example"
    sub.add_argument("file", nargs="?", type=Path, help=text)
    sub.add_argument("--schema", action="store_true", help="print the file's JSON schema instead")


def _takes_export(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("incident", metavar="INC-101", help="which incident")
    text = "whose file tree (default: the one that its playbook names)"
    sub.add_argument("--format", choices=("aiwg", "itil", "inc", "sre", "rapid", "steps"), help=text)
    sub.add_argument("--to", type=Path, metavar="DIR", help="the folder to write into (default INC-101-FORMAT)")
    sub.add_argument("--force", action="store_true", help="write over files that are there")


def _takes_playbook(sub: argparse.ArgumentParser) -> None:
    what = sub.add_subparsers(required=True, dest="what", metavar="{list,show}")
    what.add_parser("list", help="name the playbooks that incidents may follow")
    text = "draw one: phases, steps, what runs side by side, gates and who decides"
    show = what.add_parser("show", description=text, help=text)
    show.add_argument("name", metavar="NAME", help="such as itil")
    show.add_argument("--fields", action="store_true", help="also what each form asks for")


@dataclass(frozen=True)
class Subcommand:
    """One `muster NAME`; without a help text it is not listed."""

    name: str
    run: Run
    help: str | None
    takes: tuple[Callable[[argparse.ArgumentParser], None], ...] = ()


SUBCOMMANDS = (
    Subcommand("up", _up, "start everything and keep it running", (_takes_home, _takes_speed, _takes_demo)),
    Subcommand("bot", _bot, "run the process that talks with Slack", (_takes_data, _takes_after)),
    Subcommand("worker", _worker, "run the processes that do the work", (_takes_lane, _takes_count, _takes_data)),
    Subcommand("clock", _clock, "run the process that hands out what is due", (_takes_data,)),
    Subcommand(
        "console", _console, "run the emergency console, for when Slack is down", (_takes_entrance, _takes_data)
    ),
    Subcommand("incident", _incident, "lead an incident from a terminal", (_takes_words,)),
    Subcommand("init", _init, "write a commented muster.yaml", (_takes_new_file,)),
    Subcommand("check", _check, "validate the organisation's file and the playbooks", (_takes_checked_file,)),
    Subcommand("playbook", _playbook, "list or draw the playbooks that incidents follow", (_takes_playbook,)),
    Subcommand("doctor", _doctor, "look for what is wrong with the set-up, with remedies", (_takes_data,)),
    Subcommand("agenda", _agenda, "print what must still happen, and when", (_takes_data,)),
    Subcommand("export", _export, "write the documents of an incident into a folder", (_takes_export, _takes_data)),
    Subcommand("manifest", _manifest, "print the Slack app manifest"),
    Subcommand("workspace", _workspace, None, (_takes_home,)),
    Subcommand("demonstration", _demonstration, None, (_takes_home, _takes_page)),
)


def parser() -> argparse.ArgumentParser:
    """The parser of `muster`."""
    top = argparse.ArgumentParser(prog="muster", description="Incident command in Slack.")
    listed = ",".join(one.name for one in SUBCOMMANDS if one.help)
    commands = top.add_subparsers(required=True, metavar=f"{{{listed}}}")
    for one in SUBCOMMANDS:
        if one.help:
            sub = commands.add_parser(one.name, description=one.help, help=one.help)
        else:
            sub = commands.add_parser(one.name)
        for take in one.takes:
            take(sub)
        sub.set_defaults(run=one.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and returns its exit status; 2 is something wrong that a person can put right."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along (`| head`) has enough; Python would complain of it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except MusterError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


if __name__ == "__main__":
    sys.exit(main())
