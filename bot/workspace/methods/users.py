"""users.*, team.info and auth.test: who is here."""

from bot.workspace.arguments import Arguments
from bot.workspace.places import page
from bot.workspace.team import Team
from bot.workspace.wire import BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME, Json, Refusal


def auth_test(team: Team, args: Arguments) -> Json:
    """Whose token this is."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": team.users[BOT_USER]["name"],
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def team_info(team: Team, args: Arguments) -> Json:
    """The workspace."""
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}}


def info(team: Team, args: Arguments) -> Json:
    """One user."""
    user = team.users.get(args.required("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user}


def listing(team: Team, args: Arguments) -> Json:
    """All users."""
    members, metadata = page(list(team.users.values()), args, 1000)
    return {"members": list(members), "cache_ts": int(team.clock.now()), "response_metadata": metadata}


def lookup_by_email(team: Team, args: Arguments) -> Json:
    """The user with that email address."""
    email = args.required("email").lower()
    for user in team.users.values():
        if user["profile"].get("email", "").lower() == email:
            return {"user": user}
    raise Refusal("users_not_found")
