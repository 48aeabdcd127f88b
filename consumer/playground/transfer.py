"""One request to a service outside: it may be slow, huge, broken or gone.

| it answers                         | and the caller gets                   |
|------------------------------------|---------------------------------------|
| 200 and a body within the limit    | the body                              |
| a redirect                         | ServiceUnavailable: none is followed  |
| 200 and a web page                 | ServiceUnavailable: somebody's log-in |
| anything else, too much, nothing   | ServiceUnavailable                    |

Errors hold no address: it may have a password in it.
"""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

from shared.errors import ServiceUnavailable

TIMEOUT_S = 5.0  # from the first byte asked to the last one read
USER_AGENT = "Burrow"
HTTP_OK = 200
WEB_PAGE = "text/html"


async def transfer(
    http: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    most_bytes: int,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout_s: float = TIMEOUT_S,
) -> bytes:
    """Make the request and return the answer's body.

    Raises:
        ServiceUnavailable: another answer came than the one that is wanted, or none.
    """
    request = http.request(
        method,
        url,
        data=body,
        headers={"User-Agent": USER_AGENT, **headers},
        # A redirect would take a token, or somebody's code, where nobody meant it to go.
        allow_redirects=False,
        timeout=aiohttp.ClientTimeout(total=timeout_s),
    )
    try:
        async with request as response:
            refuse_failures(response)
            return await read_limited(response, most_bytes)
    except TimeoutError:
        raise ServiceUnavailable(f"no whole answer within {timeout_s:g} s") from None
    # ValueError, for what is no address.
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise ServiceUnavailable(type(error).__name__) from None


def refuse_failures(response: aiohttp.ClientResponse) -> None:
    """Raise ServiceUnavailable for every answer but 200 with something else than a web page."""
    if response.status != HTTP_OK:
        raise ServiceUnavailable(f"the answer is HTTP {response.status}")
    if response.content_type == WEB_PAGE:
        raise ServiceUnavailable("the answer is a web page")


async def read_limited(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """Return a body that is not over the limit; the rest of a larger one is not read."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most_bytes:
            raise ServiceUnavailable(f"the answer is over {most_bytes} bytes")
    return bytes(body)
