/** What all names of the world begin with. */
export const NAME = "Equivalence"
