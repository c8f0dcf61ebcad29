"""The caller's own profile (Store API, the caller's own token)."""

from __future__ import annotations

from commerce.errors import UnauthorizedError
from commerce.mappers import profile as mapper
from commerce.medusa.transport.client import Medusa
from commerce.models.profile import Profile, UpdateProfile

_QUERY = {"fields": mapper.FIELDS}


def get_profile(medusa: Medusa) -> Profile:
    """Get the caller's profile (GET /store/customers/me)."""
    return mapper.profile(_my(medusa).get("customers", "me", query=_QUERY)["customer"])


def update_profile(medusa: Medusa, wanted: UpdateProfile) -> Profile:
    """Change what ``wanted`` names of the caller's profile (POST /store/customers/me)."""
    body = mapper.medusa_customer(wanted)
    return mapper.profile(_my(medusa).post("customers", "me", body=body, query=_QUERY)["customer"])


def _my(medusa: Medusa) -> Medusa:
    if not medusa.caller.is_customer:
        raise UnauthorizedError
    return medusa
