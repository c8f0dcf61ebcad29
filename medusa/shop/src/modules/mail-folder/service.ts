import { randomUUID } from "node:crypto"
import { mkdir, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"

import type {
  ProviderSendNotificationDTO,
  ProviderSendNotificationResultsDTO,
} from "@medusajs/framework/types"
import { AbstractNotificationProviderService } from "@medusajs/framework/utils"

/**
 * Writes each mail into a folder, readable by its owner only; nothing is sent.
 *
 * Medusa's own local provider writes a mail's data to the log, where a secret link must not be.
 */
export class MailFolderService extends AbstractNotificationProviderService {
  static override identifier = "mail-folder"

  readonly #folder: string

  constructor(_: unknown, options: { folder: string }) {
    super()
    this.#folder = options.folder
  }

  override async send({
    to,
    template,
    content,
  }: ProviderSendNotificationDTO): Promise<ProviderSendNotificationResultsDTO> {
    const id = randomUUID()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const mail = JSON.stringify({ to, template, ...content }, null, 2)
    // Whoever looks for mails finds a whole one.
    const draft = join(this.#folder, `${id}.draft`)
    await writeFile(draft, mail, { mode: 0o600 })
    await rename(draft, join(this.#folder, `${id}.json`))
    return { id }
  }
}
