// Starts the Chromium that comes from npm. Run as a program it says which one, or why there is none.

import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

// It unpacks itself into the folder for temporary files, once: into one of this checkout and this version.
const here = dirname(fileURLToPath(import.meta.url))
const folder = join(here, "node_modules", ".chromium")
mkdirSync(folder, { recursive: true })
process.env.TMPDIR = folder
// Its font comes with it, too, but is looked for in /tmp. Without a font Chromium crashes.
const fonts = join(folder, "fonts.conf")
writeFileSync(
  fonts,
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`,
)
process.env.FONTCONFIG_FILE = fonts
// Its shared libraries come with it, so that none need be installed.
process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x"

const { default: packed } = await import("@sparticuz/chromium")
const { chromium } = await import("playwright-core")

export async function launch() {
  packed.setGraphicsMode = false
  const executablePath = await packed.executablePath()
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const browser = await launch()
  console.log(browser.version())
  await browser.close()
}
