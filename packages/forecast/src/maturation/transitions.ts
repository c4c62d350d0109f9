/**
 * The Aalen–Johansen estimator: how likely it is to be in each state at an age, from histories that are still going on
 * (Aalen and Johansen, 1978; Andersen, Borgan, Gill and Keiding, "Statistical Models Based on Counting Processes", 1993,
 * chapter IV.4). With one starting state and two final ones it estimates competing risks; one minus Kaplan–Meier would
 * count money twice, as if what is rejected could still be approved.
 */

/** A stay in one state, observed while the age is in (`fromAge`, `toAge`]. */
export interface Spell<State extends string> {
  state: State;
  /** Days; above the age at which the stay began if it was observed from later on. */
  fromAge: number;
  /** Days. */
  toAge: number;
  /** The state that began at `toAge`, or null if the stay was not seen to end. */
  next: State | null;
  /** 1 to count, or an amount. More than 0. */
  weight: number;
}

/** Moves of the share `share` of what is in state `from` to state `to` at one age. States are indices. */
interface Move {
  age: number;
  from: number;
  to: number;
  share: number;
}

export interface Transitions<State extends string> {
  states: readonly State[];
  /** Ascending by age. */
  moves: readonly Move[];
  /** Days: the oldest age at which a stay in each state was observed, 0 if none was; Infinity for final states. */
  knownUntilAge: readonly number[];
}

/** Where what was in one state is at a later age; all values add up to 1. */
export interface Occupation<State extends string> {
  in: Record<State, number>;
  /** What is older than everything observed in its state, so that nothing can be said of it. */
  unknown: number;
}

/** The states of a model. What reaches a final one stays there, or is of no interest afterwards. */
export interface Model<State extends string> {
  states: readonly State[];
  finalStates: readonly State[];
}

/** Estimates the moves between states by age. Throws a RangeError for a spell that is empty or weighs nothing. */
export function estimateTransitions<State extends string>(
  { states, finalStates }: Model<State>,
  spells: readonly Spell<State>[],
): Transitions<State> {
  const index = new Map(states.map((state, i) => [state, i]));
  const at = (state: State) => index.get(state) ?? states.length;
  const atRisk = new Float64Array(states.length + 1);
  const knownUntilAge = states.map((state) => (finalStates.includes(state) ? Infinity : 0));
  for (const { state, fromAge, toAge, weight } of spells) {
    if (!(toAge > fromAge) || !(weight > 0)) throw new RangeError(`a spell in ${state} from ${fromAge} to ${toAge}`);
    knownUntilAge[at(state)] = Math.max(knownUntilAge[at(state)] ?? 0, toAge);
  }
  const byStart = spells.toSorted((a, b) => a.fromAge - b.fromAge);
  const byEnd = spells.toSorted((a, b) => a.toAge - b.toAge);
  const moves: Move[] = [];
  let entered = 0;
  for (let end = 0; end < byEnd.length;) {
    const age = byEnd[end]!.toAge; // end < its length
    for (let spell = byStart[entered]; spell !== undefined && spell.fromAge < age; spell = byStart[++entered]) {
      atRisk[at(spell.state)]! += spell.weight; // a state
    }
    const leaving: Spell<State>[] = [];
    for (let spell = byEnd[end]; spell?.toAge === age; spell = byEnd[++end]) leaving.push(spell);
    moves.push(...movesOf(leaving, { age, atRisk, at }));
    for (const { state, weight } of leaving) atRisk[at(state)]! -= weight; // a state
  }
  return { states, moves, knownUntilAge };
}

/** The moves at one age: of each pair of states, the weight that moves over the weight at risk. */
function movesOf<State extends string>(
  leaving: readonly Spell<State>[],
  { age, atRisk, at }: { age: number; atRisk: Float64Array; at: (state: State) => number },
): Move[] {
  const moves = new Map<string, Move>();
  for (const { state, next, weight } of leaving) {
    if (next === null) continue;
    const key = `${state} ${next}`;
    const move = moves.get(key) ?? { age, from: at(state), to: at(next), share: 0 };
    move.share += weight;
    moves.set(key, move);
  }
  return Array.from(moves.values(), (move) => ({ ...move, share: move.share / atRisk[move.from]! })); // it is at risk
}

/**
 * Where what is in `state` at `fromAge` (days) is at each of `ages`, which ascend and are not below it. The product of
 * the matrices of moves between both ages.
 */
export function follow<State extends string>(
  { states, moves, knownUntilAge }: Transitions<State>,
  { state, fromAge }: { state: State; fromAge: number },
  ages: readonly number[],
): Occupation<State>[] {
  const shares = states.map((one) => (one === state ? 1 : 0));
  let unknown = 0;
  let next = firstAfter(moves, fromAge);
  return ages.map((age) => {
    for (let move = moves[next]; move !== undefined && move.age <= age; move = moves[next]) {
      loseTrack(move.age);
      next = moveAll(move.age);
    }
    loseTrack(age);
    return { in: Object.fromEntries(states.map((one, i) => [one, shares[i]])) as Record<State, number>, unknown }; // each
  });

  /** What is in a state that was never observed so old is unknown from then on. */
  function loseTrack(age: number) {
    for (let i = 0; i < shares.length; i++) {
      if (age <= knownUntilAge[i]!) continue; // i is a state
      unknown += shares[i]!; // i is a state
      shares[i] = 0;
    }
  }
  /** Makes all moves of one age at once; answers the index of the first after them. */
  function moveAll(age: number): number {
    const before = [...shares];
    let i = next;
    for (let move = moves[i]; move?.age === age; move = moves[++i]) {
      const moved = before[move.from]! * move.share; // a state
      shares[move.from]! -= moved; // a state
      shares[move.to]! += moved; // a state
    }
    return i;
  }
}

/** The index of the first move at an age above `age`. */
function firstAfter(moves: readonly Move[], age: number): number {
  let low = 0;
  let high = moves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moves[middle]!.age <= age) low = middle + 1; // middle < its length
    else high = middle;
  }
  return low;
}
