export * as Guards from "./auth.guards"
export * as Model from "./auth.model"
export { AuthService as Service } from "./auth.service"
