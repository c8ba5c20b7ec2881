"""Files that people choose in a form: sent when they are chosen, submitted as Slack's file objects."""

from starlette.requests import Request

from bot.workspace.files import LARGEST
from bot.workspace.person_client import PersonClient
from bot.workspace.wire import Json, Refusal


async def upload(client: PersonClient, request: Request) -> Json:
    """Take the body as a file of the person in `user`, called `name`; the answer holds Slack's file object.

    Raises:
        Refusal: user_not_found, file_upload_size_restricted, no_file_data.
    """
    user = client.person(dict(request.query_params))
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise Refusal("file_upload_size_restricted")
    content = await request.body()
    if not content:
        raise Refusal("no_file_data")
    files = client.team.files
    file = files.announce(request.query_params.get("name") or "file", len(content), client.team.clock.now(), user)
    files.receive(file.id, content)
    files.complete(file.id, "")
    return {"ok": True, "error": None, "file": file.shown(client.team.files_url)}


def with_files(client: PersonClient, values: Json) -> Json:
    """`state.values` in which the ids of chosen files are file objects.

    Raises:
        Refusal: file_not_found.
    """
    for entry in (entry for actions in values.values() for entry in actions.values()):
        if entry["type"] == "file_input":
            entry["files"] = [_shown(client, file) if isinstance(file, str) else file for file in entry["files"]]
    return values


def _shown(client: PersonClient, file: str) -> Json:
    return client.team.files.find(file).shown(client.team.files_url)
