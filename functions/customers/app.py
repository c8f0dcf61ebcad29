"""A customer's profile and address book."""

from http import HTTPStatus

from commerce.api import Api
from commerce.medusa import addresses, profile
from commerce.models.common import ListOf
from commerce.models.customers import CreateAddress, CustomerAddress, UpdateAddress
from commerce.models.profile import Profile, UpdateProfile
from commerce.paging import Limit, Offset

api = Api("customers")
handler = api.handle


@api.get("/customers/me")
def get_profile() -> Profile:
    """Get the profile.

    The caller's own.
    """
    return profile.get_profile(api.medusa)


@api.patch("/customers/me")
def update_profile(body: UpdateProfile) -> Profile:
    """Update the profile.

    Fields that are not named stay as they are; an empty text removes one. The email cannot be changed.
    """
    return profile.update_profile(api.medusa, body)


@api.get("/customers/addresses")
def list_addresses(limit: Limit = 10, offset: Offset = 0) -> ListOf[CustomerAddress]:
    """List saved addresses.

    The caller's own.
    """
    return addresses.list_addresses(api.medusa, limit, offset)


@api.get("/customers/addresses/<id>")
def get_address(id: str) -> CustomerAddress:
    """Get a saved address.

    One of the caller's own.
    """
    return addresses.get_address(api.medusa, id)


@api.post("/customers/addresses", status_code=HTTPStatus.CREATED)
def create_address(body: CreateAddress) -> CustomerAddress:
    """Save an address.

    In the caller's address book.
    """
    return addresses.create_address(api.medusa, body)


@api.patch("/customers/addresses/<id>")
def update_address(id: str, body: UpdateAddress) -> CustomerAddress:
    """Update a saved address.

    Parts that are not named stay as they are; an empty text removes a part.
    """
    return addresses.update_address(api.medusa, id, body)


@api.delete("/customers/addresses/<id>", status_code=HTTPStatus.NO_CONTENT)
def delete_address(id: str) -> None:
    """Delete a saved address.

    Carts and orders in which it was used still contain it.
    """
    addresses.delete_address(api.medusa, id)


@api.post("/customers/addresses/<id>/default")
def make_default(id: str) -> CustomerAddress:
    """Set an address as default.

    For shipping and billing, in place of the earlier default.
    """
    return addresses.make_default(api.medusa, id)
