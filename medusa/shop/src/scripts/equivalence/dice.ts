/** Random choices that a seed fixes: mulberry32, a small generator in the public domain. */
export class Dice {
  constructor(private state: number) {}

  /** A number from 0 to below 1. */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  chance(share: number): boolean {
    return this.roll() < share
  }

  /** A whole number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + Math.floor(this.roll() * (most - least + 1))
  }

  pick<Thing>(things: readonly Thing[]): Thing {
    const picked = things[Math.floor(this.roll() * things.length)]
    if (picked === undefined) {
      throw new Error("There is nothing to pick from")
    }
    return picked
  }
}
