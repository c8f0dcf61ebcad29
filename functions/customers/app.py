"""A customer's address book: routes 22–27 of the contract."""

from http import HTTPStatus

from commerce.api import Api
from commerce.medusa import addresses
from commerce.models.common import ListOf
from commerce.models.customers import CreateAddress, CustomerAddress, UpdateAddress
from commerce.paging import Limit, Offset

api = Api("customers")
handler = api.handle


@api.get("/customers/addresses")
def list_addresses(limit: Limit = 10, offset: Offset = 0) -> ListOf[CustomerAddress]:
    """List the caller's addresses (route 22)."""
    return addresses.list_addresses(api.medusa, limit, offset)


@api.get("/customers/addresses/<id>")
def get_address(id: str) -> CustomerAddress:
    """Get one of the caller's addresses (route 23)."""
    return addresses.get_address(api.medusa, id)


@api.post("/customers/addresses", status_code=HTTPStatus.CREATED)
def create_address(body: CreateAddress) -> CustomerAddress:
    """Save an address (route 24)."""
    return addresses.create_address(api.medusa, body)


@api.patch("/customers/addresses/<id>")
def update_address(id: str, body: UpdateAddress) -> CustomerAddress:
    """Change what the body names of an address (route 25)."""
    return addresses.update_address(api.medusa, id, body)


@api.delete("/customers/addresses/<id>", status_code=HTTPStatus.NO_CONTENT)
def delete_address(id: str) -> None:
    """Delete an address (route 26)."""
    addresses.delete_address(api.medusa, id)


@api.post("/customers/addresses/<id>/default")
def make_default(id: str) -> CustomerAddress:
    """Make an address the default for shipping and billing (route 27)."""
    return addresses.make_default(api.medusa, id)
