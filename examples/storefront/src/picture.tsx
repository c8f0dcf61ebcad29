import type { JSX } from "preact"

/** Words in a product's handle and the drawing that they call for; the first one that fits is taken. */
const KINDS: [RegExp, (accent: string, dark: string) => JSX.Element][] = [
  [
    /charger|battery/,
    (a, d) => (
      <g>
        <rect x="36" y="42" width="48" height="42" rx="6" fill={a} />
        <rect x="44" y="34" width="12" height="10" rx="2" fill={d} />
        <rect x="64" y="34" width="12" height="10" rx="2" fill={d} />
        <path d="M63 48l-13 18h9l-3 13 14-19h-9z" fill="#fff" />
      </g>
    ),
  ],
  [
    /drill|driver|router|nail|heat|chuck/,
    (a, d) => (
      <g>
        <path
          d="M24 46h50a8 8 0 0 1 8 8v4a8 8 0 0 1-8 8H54l4 24H42l-6-24H24a6 6 0 0 1-6-6v-8a6 6 0 0 1 6-6z"
          fill={a}
        />
        <path d="M82 50h8v12h-8zM90 54h14v4H90z" fill={d} />
        <rect x="38" y="86" width="26" height="10" rx="3" fill={d} />
        <circle cx="34" cy="56" r="4" fill="#fff" opacity=".7" />
      </g>
    ),
  ],
  [
    /screwdriver|hex|socket/,
    (a, d) => (
      <g transform="rotate(45 60 60)">
        <rect x="52" y="20" width="16" height="40" rx="8" fill={a} />
        <path d="M57 60h6v32l-3 8-3-8z" fill={d} />
        <path d="M56 26v28M64 26v28" stroke="#fff" stroke-width="2" opacity=".6" />
      </g>
    ),
  ],
  [
    /grinder|circular|sander|planer/,
    (a, d) => (
      <g>
        <circle cx="76" cy="66" r="22" fill="#fff" stroke={d} stroke-width="5" stroke-dasharray="5 3" />
        <circle cx="76" cy="66" r="6" fill={d} />
        <path d="M18 44h46a12 12 0 0 1 12 12v4H30a12 12 0 0 1-12-12z" fill={a} />
      </g>
    ),
  ],
  [
    /saw|knife|chisel/,
    (a, d) => (
      <g transform="rotate(-18 60 60)">
        <path d="M48 50h58v8l-6 6-6-6-6 6-6-6-6 6-6-6-6 6-6-6-6 6-4-6z" fill={d} />
        <path d="M16 48h34v28H30a14 14 0 0 1-14-14z" fill={a} />
        <rect x="26" y="56" width="14" height="9" rx="4" fill="#fff" opacity=".8" />
      </g>
    ),
  ],
  [
    /hammer|mallet/,
    (a, d) => (
      <g transform="rotate(-35 60 60)">
        <rect x="55" y="44" width="10" height="58" rx="5" fill={a} />
        <path d="M36 26h48a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H36l-10-10z" fill={d} />
      </g>
    ),
  ],
  [
    /wrench|pliers/,
    (a, d) => (
      <g transform="rotate(40 60 60)">
        <path d="M54 46h12v48a6 6 0 0 1-12 0z" fill={a} />
        <path d="M46 18v16l14 8 14-8V18a20 20 0 0 1 0 32H46a20 20 0 0 1 0-32z" fill={d} />
      </g>
    ),
  ],
  [
    /box|belt/,
    (a, d) => (
      <g>
        <path d="M46 44v-8a6 6 0 0 1 6-6h16a6 6 0 0 1 6 6v8" fill="none" stroke={d} stroke-width="6" />
        <rect x="22" y="44" width="76" height="44" rx="7" fill={a} />
        <path d="M22 60h76" stroke={d} stroke-width="4" />
        <rect x="52" y="54" width="16" height="14" rx="3" fill="#fff" />
      </g>
    ),
  ],
  [
    /jacket|shirt|vest/,
    (a, d) => (
      <g>
        <path d="M44 26l16 8 16-8 22 14-8 18-10-4v40H40V54l-10 4-8-18z" fill={a} />
        <path d="M60 34v60" stroke={d} stroke-width="3" />
        <path d="M40 72h40" stroke="#fff" stroke-width="6" opacity=".75" />
      </g>
    ),
  ],
  [
    /trousers|knee/,
    (a, d) => (
      <g>
        <path d="M40 24h40l6 74H68l-8-44-8 44H34z" fill={a} />
        <path d="M39 34h42" stroke={d} stroke-width="5" />
      </g>
    ),
  ],
  [
    /gloves/,
    (a, d) => (
      <g>
        <path
          d="M42 98V66L32 54a6 6 0 0 1 9-8l5 5V30a5 5 0 0 1 10 0v14-20a5 5 0 0 1 10 0v20-16a5 5 0 0 1 10 0v20-10a5 5 0 0 1 10 0v32c0 8-4 12-6 16v12z"
          fill={a}
        />
        <path d="M42 86h38" stroke={d} stroke-width="5" />
      </g>
    ),
  ],
  [
    /boots/,
    (a, d) => (
      <g>
        <path d="M40 26h24v36l26 12a8 8 0 0 1 6 8v8H36V66z" fill={a} />
        <path d="M34 90h64v6H34z" fill={d} />
        <path d="M52 40h12M52 50h12" stroke="#fff" stroke-width="3" />
      </g>
    ),
  ],
  [
    /helmet/,
    (a, d) => (
      <g>
        <path d="M26 76a34 34 0 0 1 68 0z" fill={a} />
        <rect x="18" y="76" width="84" height="9" rx="4.500" fill={d} />
        <path d="M54 42h12v26H54z" fill="#fff" opacity=".7" />
      </g>
    ),
  ],
  [
    /glasses|ear/,
    (a, d) => (
      <g>
        <rect x="20" y="48" width="34" height="26" rx="11" fill={a} />
        <rect x="66" y="48" width="34" height="26" rx="11" fill={a} />
        <path d="M54 58q6-6 12 0M20 56l-6-8M100 56l6-8" stroke={d} stroke-width="5" fill="none" />
        <path d="M28 66l10-12M74 66l10-12" stroke="#fff" stroke-width="3" opacity=".8" />
      </g>
    ),
  ],
  [
    /tape/,
    (a, d) => (
      <g>
        <path d="M30 38h38a16 16 0 0 1 16 16v34H30a8 8 0 0 1-8-8V46a8 8 0 0 1 8-8z" fill={a} />
        <circle cx="52" cy="62" r="15" fill="#fff" />
        <circle cx="52" cy="62" r="6" fill={d} />
        <path d="M84 82h20v6H84zM104 78v14" stroke={d} stroke-width="3" fill={d} />
      </g>
    ),
  ],
  [
    /level|square|caliper|micrometer/,
    (a, d) => (
      <g transform="rotate(-14 60 60)">
        <rect x="14" y="46" width="92" height="26" rx="5" fill={a} />
        <rect x="46" y="51" width="28" height="16" rx="8" fill="#fff" />
        <circle cx="60" cy="59" r="5" fill={d} />
        <path d="M22 52v14M30 52v8M38 52v14M82 52v14M90 52v8M98 52v14" stroke="#fff" stroke-width="2" />
      </g>
    ),
  ],
  [
    /laser/,
    (a, d) => (
      <g>
        <path d="M20 36L60 62l40-26" stroke="#d64545" stroke-width="2.500" fill="none" />
        <path d="M60 22v40" stroke="#d64545" stroke-width="2.500" />
        <rect x="42" y="54" width="36" height="40" rx="7" fill={a} />
        <circle cx="60" cy="66" r="7" fill="#fff" />
        <rect x="36" y="92" width="48" height="6" rx="3" fill={d} />
      </g>
    ),
  ],
  [
    /meter|tester|scanner|camera/,
    (a, d) => (
      <g>
        <rect x="38" y="20" width="44" height="80" rx="9" fill={a} />
        <rect x="45" y="28" width="30" height="24" rx="3" fill="#fff" />
        <path d="M49 44l6-8 6 6 8-10" stroke={d} stroke-width="2.500" fill="none" />
        <circle cx="60" cy="72" r="11" fill={d} />
        <path d="M60 72l6-7" stroke="#fff" stroke-width="3" />
      </g>
    ),
  ],
  [
    /warranty|insurance/,
    (a) => (
      <g>
        <path d="M60 20l32 11v27c0 20-14 34-32 42-18-8-32-22-32-42V31z" fill={a} />
        <path d="M45 60l11 11 20-22" stroke="#fff" stroke-width="7" fill="none" stroke-linecap="round" />
      </g>
    ),
  ],
  [
    /calibration|repair|training|licence/,
    (a, d) => (
      <g>
        <rect x="30" y="22" width="60" height="76" rx="8" fill={a} />
        <path d="M42 40h36M42 52h36M42 64h22" stroke="#fff" stroke-width="5" stroke-linecap="round" />
        <circle cx="76" cy="80" r="12" fill={d} />
        <path d="M70 80l5 5 8-9" stroke="#fff" stroke-width="3" fill="none" />
      </g>
    ),
  ],
]

/** Options that name a colour. */
const COLOURS: Record<string, [string, string]> = {
  red: ["#c8453b", "#4c2320"],
  blue: ["#3b6fc8", "#1f3358"],
  yellow: ["#dba514", "#57430d"],
  orange: ["#dd7626", "#583013"],
  green: ["#3d8f58", "#1d4029"],
  black: ["#4a4f5c", "#22252d"],
  white: ["#aeb7c4", "#4c5462"],
  clear: ["#8fb4c9", "#3d5561"],
  tinted: ["#6c6a86", "#2f2e42"],
}

const HUES = [168, 204, 28, 262, 345, 96, 48, 228]

/** A number from a text, the same one each time. */
function hash(text: string): number {
  let value = 7
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) >>> 0
  return value
}

interface PictureProps {
  /** The product's handle or link, and its name for who cannot see it; without a name it is decoration. */
  handle: string
  name?: string
  options?: string[]
}

/** A product's picture, drawn from its handle: the shop needs no image server. */
export function Picture({ handle, name, options = [] }: PictureProps) {
  const key = handle.split("/").filter(Boolean)[0] ?? handle
  const hue = HUES[hash(key) % HUES.length] ?? 168
  const colour = options.map((one) => COLOURS[one.toLowerCase()]).find(Boolean)
  const [accent, dark] = colour ?? [`hsl(${hue} 42% 42%)`, `hsl(${hue} 34% 22%)`]
  const drawing = KINDS.find(([words]) => words.test(key))?.[1]
  const shown = drawing ? (
    drawing(accent, dark)
  ) : (
    <text x="60" y="78" text-anchor="middle" font-size="52" font-weight="700" fill={accent}>
      {key.charAt(0).toUpperCase()}
    </text>
  )
  return (
    <svg
      class="picture"
      viewBox="0 0 120 120"
      preserveAspectRatio="xMidYMid slice"
      role={name ? "img" : undefined}
      aria-label={name}
      aria-hidden={name ? undefined : "true"}
    >
      <rect width="120" height="120" fill={`hsl(${hue} 40% 95%)`} />
      <circle cx={30 + (hash(key) % 60)} cy="34" r="44" fill={`hsl(${hue} 45% 91%)`} />
      <ellipse cx="60" cy="103" rx="38" ry="4" fill={`hsl(${hue} 25% 84%)`} />
      {shown}
    </svg>
  )
}
