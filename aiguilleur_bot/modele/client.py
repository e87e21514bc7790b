"""One question to an OpenAI-compatible address, and the text of its answer; or why there is none.

Nothing is trusted: redirections are not followed, the body is not decompressed and is capped, cookies are not kept,
proxies of the environment are not used, and the whole, retry included, ends when its time is up.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

LARGEST = 64 * 1024
"""Bytes of an answer from which it is no answer."""
AT_ONCE = 4
"""Questions asked side by side: one more waits for its turn, within its own time."""
LONGEST_ANSWER = 300
"""Tokens asked for: three numbers and a sentence."""
_AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same question is asked once more."""
_LASTING = frozenset({401, 403, 404})
"""Statuses that asking again will not change: the account or the name of the model."""


@dataclass(frozen=True, slots=True)
class ModeleOptions:
    """Where the model is (`adresse` ends before `/chat/completions`), its name there, and how many seconds it has."""

    adresse: str
    nom: str
    jeton: str = field(default="", repr=False)
    delai: float = 8.0


class NoAnswer(Exception):
    """The model did not answer, or not what was asked. `why` is one word for the log; it holds nothing of anybody.

    `lasting`: trying again soon would change nothing.
    """

    def __init__(self, why: str, *, lasting: bool = False, again: bool = False) -> None:
        super().__init__(why)
        self.why, self.lasting, self.again = why, lasting, again


class _Part(BaseModel):
    """What a server may add to its answer is its own business."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Message(_Part):
    content: str


class _Choice(_Part):
    message: _Message


class _Completion(_Part):
    choices: tuple[_Choice, ...]


class Client:
    """Asks one model. The connection is opened at the first question, in the loop that asks it; close it there."""

    def __init__(self, options: ModeleOptions) -> None:
        self.options = options
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def ask(self, consigne: str, question: str) -> str:
        """The text the model answers. Raises NoAnswer, and nothing else, within `options.delai` seconds."""
        try:
            async with asyncio.timeout(self.options.delai), self._turns:
                try:
                    return await self._once(consigne, question)
                except NoAnswer as trouble:
                    if not trouble.again:
                        raise
                return await self._once(consigne, question)
        except TimeoutError as error:
            raise NoAnswer("trop-lent") from error

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _once(self, consigne: str, question: str) -> str:
        body = {
            "model": self.options.nom,
            "messages": [{"role": "system", "content": consigne}, {"role": "user", "content": question}],
            "temperature": 0,
            "max_tokens": LONGEST_ANSWER,
            "response_format": {"type": "json_object"},
        }
        address = self.options.adresse.rstrip("/") + "/chat/completions"
        try:
            async with self._opened().post(address, json=body, allow_redirects=False) as answer:
                if answer.status != 200:
                    status = answer.status
                    raise NoAnswer(f"http-{status}", lasting=status in _LASTING, again=status in _AGAIN)
                return _text(await _capped(answer.content))
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise NoAnswer("injoignable", again=True) from error
        except (aiohttp.ClientError, ValueError) as error:
            raise NoAnswer("illisible") from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
            if self.options.jeton:
                headers["Authorization"] = f"Bearer {self.options.jeton}"
            self._session = aiohttp.ClientSession(
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self.options.delai),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


async def _capped(stream: aiohttp.StreamReader) -> bytes:
    """The whole body. Raises NoAnswer as soon as it is too large."""
    read = bytearray()
    async for piece in stream.iter_chunked(8192):
        read += piece
        if len(read) > LARGEST:
            raise NoAnswer("trop-long")
    return bytes(read)


def _text(body: bytes) -> str:
    try:
        completion = _Completion.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise NoAnswer("illisible") from error
    if not completion.choices:
        raise NoAnswer("illisible")
    return completion.choices[0].message.content
