/** Side of the canvas in its own pixels, and the width of the pen on it: MNIST's strokes are that wide. */
export const SIDE = 280;
const PEN = 24;

/** A canvas to draw on with mouse, finger or pen. */
export class DrawingPad {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #onChange: () => void;
  #empty = true;
  #pointer: number | undefined;
  /** Whether a picture lies on the canvas, which the next stroke replaces. */
  #picture = false;

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { willReadFrequently: true })!;
    this.#onChange = onChange;
    canvas.addEventListener("pointerdown", (event) => this.#start(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const type of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(type, (event) => {
        if (event.pointerId === this.#pointer) this.#pointer = undefined;
      });
    }
  }

  /** Whether nothing has been drawn since the canvas was cleared. */
  get empty(): boolean {
    return this.#empty;
  }

  clear(): void {
    this.#context.clearRect(0, 0, SIDE, SIDE);
    this.#empty = true;
    this.#picture = false;
    this.#onChange();
  }

  /** Shows a picture, as large as it fits. Does not report a change: its own pixels are to be classified. */
  show(image: ImageBitmap): void {
    this.#context.clearRect(0, 0, SIDE, SIDE);
    const scale = SIDE / Math.max(image.width, image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    this.#context.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
    this.#empty = false;
    this.#picture = true;
  }

  #start(event: PointerEvent): void {
    if (event.button !== 0 || this.#pointer !== undefined) return;
    event.preventDefault();
    if (this.#picture) this.clear();
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    const context = this.#context;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...this.#place(event));
    this.#draw([event]);
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    this.#draw(between.length > 0 ? between : [event]);
  }

  #draw(events: readonly PointerEvent[]): void {
    for (const event of events) this.#context.lineTo(...this.#place(event));
    this.#context.stroke();
    this.#empty = false;
    this.#onChange();
  }

  #place({ clientX, clientY }: PointerEvent): [x: number, y: number] {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [(clientX - left) * SIDE / width, (clientY - top) * SIDE / height];
  }
}
