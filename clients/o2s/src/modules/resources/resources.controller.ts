import { Controller, Get } from "@nestjs/common"
import { ApiOkResponse } from "@nestjs/swagger"
import { Products, Resources } from "@o2s/framework/modules"
import type { Observable } from "rxjs"

/** The framework's controller declares `services/:id` first, so that "featured" would be an id. */
@Controller("/resources")
export class ResourcesController extends Resources.Controller {
  @Get("services/featured")
  @ApiOkResponse({ description: "Returns featured services list.", type: Products.Model.PaginatedProducts })
  override getFeaturedServiceList(): Observable<Products.Model.Products> {
    return super.getFeaturedServiceList()
  }
}
