"""api.test and apps.connections.open: the calls that are not the bot's."""

from bot.workspace.arguments import Arguments
from bot.workspace.socket_mode import SocketMode
from bot.workspace.team import Team
from bot.workspace.wire import Json, Refusal


def api_test(team: Team, args: Arguments) -> Json:
    """Answer, or fail with the word in `error`."""
    if "error" in args:
        raise Refusal(args.text("error"), args={"error": args.text("error")})
    return {"args": {}}


def connections_open(team: Team, args: Arguments) -> Json:
    """The address of a new Socket Mode connection, good once and for half a minute."""
    carrier = team.app.carrier
    if not isinstance(carrier, SocketMode):
        raise Refusal("socket_mode_not_enabled")
    host = team.base_url.replace("http://", "ws://")
    return {"url": f"{host}/link/?ticket={carrier.ticket()}&app_id=A00MUSTER"}
