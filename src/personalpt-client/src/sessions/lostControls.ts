import type { Input } from "../gen/personalpt/v1/tracking_service_pb.js";

interface Control {
  readonly seq: number;
  readonly input: Input;
  readonly bytes: number;
}

/**
 * What the controls did that a full buffer let go of before the server had them. It still has to happen, behind the gap: of all changes of exercise the last
 * one, of all pauses and their ends the last one, and the end of the session, before which the others mean nothing. The end of a set needs no keeping: a gap
 * ends it too.
 */
export class LostControls {
  #exercise: Control | undefined;
  #pause: Control | undefined;
  #end: Control | undefined;

  /** How many there are. */
  get count(): number {
    return this.#inOrder().length;
  }

  /** Keeps what an input did, if it is a control to be kept; its number is higher than those before. Tells whether it is. */
  keep(seq: number, input: Input, bytes: number): boolean {
    const control = { seq, input, bytes };
    switch (input.input.case) {
      case "selectExercise":
        this.#exercise = control;
        return true;
      case "pause":
      case "unpause":
        this.#pause = control;
        return true;
      case "endSession":
        this.#end = control;
        return true;
      default:
        return false;
    }
  }

  /** The server has taken everything below a number after all. */
  taken(next: number): void {
    const stillLost = (control: Control | undefined) => (control !== undefined && control.seq < next ? undefined : control);
    this.#exercise = stillLost(this.#exercise);
    this.#pause = stillLost(this.#pause);
    this.#end = stillLost(this.#end);
  }

  /** Gives them in the order in which they were made, and forgets them. */
  takeAll(): { readonly input: Input; readonly bytes: number }[] {
    const controls = this.#inOrder();
    this.#exercise = this.#pause = this.#end = undefined;
    return controls;
  }

  #inOrder(): Control[] {
    if (this.#end !== undefined) return [this.#end];
    return [this.#exercise, this.#pause].filter((control) => control !== undefined).sort((a, b) => a.seq - b.seq);
  }
}
