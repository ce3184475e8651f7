"""What an app's refusal means for a delivery. Anything that is not told apart here is tried again."""

import requests

from channels.delivery.sender import Gone, Rejected, Slow

SLOW_SECONDS = 5.0
LONGEST_SECONDS = 3600.0


def of_status(status: int, detail: str, retry_after: str | None = None) -> Exception:
    """A wrong token (401, 403) is the operator's to mend: until then it is a fault like any other."""
    if status == 429:
        return Slow(seconds(retry_after))
    if status in (404, 410):
        return Gone(detail)
    if status in (400, 413, 422):
        return Rejected(detail)
    return ConnectionError(f"{status}: {detail}")


def seconds(told: str | None) -> float:
    """What a Retry-After header says, if it can be read."""
    try:
        return min(max(float(told or SLOW_SECONDS), 1.0), LONGEST_SECONDS)
    except ValueError:
        return SLOW_SECONDS


def checked(answer: requests.Response) -> requests.Response:
    """Raises: Slow, Gone, Rejected; ConnectionError."""
    if not answer.ok:
        raise of_status(answer.status_code, answer.text[:200], answer.headers.get("Retry-After"))
    return answer
