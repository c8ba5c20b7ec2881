"""Files that people choose in a form: sent when they are chosen, submitted as Slack's file objects."""

from starlette.requests import Request

from bot.workspace.desk import Desk
from bot.workspace.files import LARGEST
from bot.workspace.wire import Json, Refusal


async def upload(desk: Desk, request: Request) -> Json:
    """Take the body as a file of the person in `user`, called `name`; the answer holds Slack's file object.

    Raises:
        Refusal: user_not_found, file_upload_size_restricted, no_file_data.
    """
    user = desk.person(dict(request.query_params))
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise Refusal("file_upload_size_restricted")
    content = await request.body()
    if not content:
        raise Refusal("no_file_data")
    files = desk.team.files
    file = files.announce(request.query_params.get("name") or "file", len(content), desk.team.clock.now(), user)
    files.receive(file.id, content)
    files.complete(file.id, "")
    return {"ok": True, "error": None, "file": file.shown(desk.team.files_url)}


def with_files(desk: Desk, values: Json) -> Json:
    """`state.values` in which the ids of chosen files are file objects.

    Raises:
        Refusal: file_not_found.
    """
    for entry in (entry for actions in values.values() for entry in actions.values()):
        if entry["type"] == "file_input":
            entry["files"] = [_shown(desk, file) if isinstance(file, str) else file for file in entry["files"]]
    return values


def _shown(desk: Desk, file: str) -> Json:
    return desk.team.files.find(file).shown(desk.team.files_url)
