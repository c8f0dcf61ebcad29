import { ofAssetsServices } from "../../../../../options"
import { deleteRecord } from "../../../records"

/** Delete a reference between two variants. */
const remove = deleteRecord("product_reference", (service, id) => service.softDeleteProductReferences(id))

export const DELETE = ofAssetsServices(remove)
