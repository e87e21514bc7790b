"""What is read back: the three ways the vendor's server lists messages, each with its own holes."""

from __future__ import annotations

from serveurs.rocketchat.memory import Memory
from serveurs.rocketchat.values import Date, Doc, Refusal, read_date

_PAGE = 50


def synced(world: Memory, rid: str, query: dict[str, str]) -> Doc:
    """`chat.syncMessages`: `lastUpdate` gives all there is since; `type` with `next` or `previous` gives pages.

    A page goes on strictly after the last whole millisecond: a message that shares it with the last of the page is
    passed over. So it is in the vendor's publications/messages.ts.
    """
    since, kind = query.get("lastUpdate"), query.get("type")
    following, previous = query.get("next"), query.get("previous")
    if not world.mode.cursors:
        return _since(world, rid, read_date(since, "error-lastUpdate-param-invalid"))
    if not since and not kind:
        raise Refusal("error-param-required", 'The "type" or "lastUpdate" parameters must be provided')
    if kind and kind not in {"UPDATED", "DELETED"}:
        raise Refusal("error-type-param-not-supported", 'The "type" parameter must be either "UPDATED" or "DELETED"')
    if following and previous:
        raise Refusal("error-cursor-conflict", 'You cannot provide both "next" and "previous" parameters')
    if (following or previous) and not kind:
        raise Refusal("error-type-param-required", 'The "type" parameter is required when using "next" or "previous"')
    if (following or previous) and since:
        raise Refusal(
            "error-cursor-and-lastUpdate-conflict", '"next", "previous" and "lastUpdate" cannot be used together'
        )
    if since:
        return _since(world, rid, read_date(since, "error-lastUpdate-param-invalid"))
    if not following and not previous:
        raise Refusal("error-param-required", "A cursor is needed")
    return _page(world, rid, str(kind), following, previous, int(query.get("count") or 20))


def _since(world: Memory, rid: str, since: Date) -> Doc:
    updated = [m for m in world.of_room.get(rid, ()) if m["_updatedAt"] > since and not m.get("_hidden")]
    deleted = [m for m in world.gone_messages if m["rid"] == rid and m["_deletedAt"] > since]
    return {"updated": sorted(updated, key=lambda m: -m["ts"]), "deleted": [_grave(m) for m in deleted]}


def _page(world: Memory, rid: str, kind: str, following: str | None, previous: str | None, count: int) -> Doc:
    stamp = "_updatedAt" if kind == "UPDATED" else "_deletedAt"
    pool = world.of_room.get(rid, []) if kind == "UPDATED" else [m for m in world.gone_messages if m["rid"] == rid]
    try:
        edge = int(following or previous or "")
    except ValueError:
        raise Refusal("", "Invalid Date") from None
    wanted = [m for m in pool if not m.get("_hidden") and (m[stamp] > edge if following else m[stamp] < edge)]
    wanted.sort(key=lambda m: m[stamp] if following else -m[stamp])
    found = wanted[: count + 1]
    more = len(found) > count
    cursor: Doc = {"next": None, "previous": None}
    if found and following:
        cursor = {"next": str(int(found[-2][stamp])) if more else None, "previous": str(int(found[0][stamp]))}
    elif found:
        cursor = {"next": str(int(found[0][stamp])), "previous": str(int(found[-2][stamp])) if more else None}
    found = found[:count]
    shown = found if kind == "UPDATED" else [_grave(m) for m in found]
    empty: list[Doc] = []
    return {
        "updated": shown if kind == "UPDATED" else empty,
        "deleted": shown if kind == "DELETED" else empty,
        "cursor": cursor,
    }


def _grave(message: Doc) -> Doc:
    return {"_id": message["_id"], "_deletedAt": message["_deletedAt"]}


def history(world: Memory, rid: str, query: dict[str, str]) -> list[Doc]:
    """`channels.history` and its twins: by `ts`, newest first, twenty unless asked."""
    latest = read_date(query["latest"], "error-invalid-date") if query.get("latest") else Date(world.clock.now() + 1)
    oldest = read_date(query["oldest"], "error-invalid-date") if query.get("oldest") else Date(0)
    inclusive = query.get("inclusive") == "true"
    threads = query.get("showThreadMessages", "true") != "false"
    found = [
        message
        for message in world.of_room.get(rid, ())
        if (oldest <= message["ts"] <= latest if inclusive else oldest < message["ts"] < latest)
        and not message.get("_hidden")
        and (threads or "tmid" not in message or message.get("tshow"))
    ]
    found.sort(key=lambda message: -message["ts"])
    offset, count = int(query.get("offset") or 0), int(query.get("count") or 20)
    return found[offset : offset + count]


def paged(items: list[Doc], query: dict[str, str], key: str) -> Doc:
    """A list as `getPaginationItems` gives it: fifty unless asked, a hundred at most."""
    offset = int(query.get("offset") or 0)
    count = min(int(query.get("count") or _PAGE), 100)
    shown = items[offset : offset + count]
    return {key: shown, "count": len(shown), "offset": offset, "total": len(items)}
