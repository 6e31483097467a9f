/**
 * Signals for those above `sync`, where they live because a layer may only use what is below it.
 */

export { Signal } from "../sync/signal.js";
