import { Resources } from "@o2s/framework/modules"

export { ResourcesService as Service } from "./resources.service"

export import Request = Resources.Request
export import Model = Resources.Model
