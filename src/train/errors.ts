/** The loss of a training step is NaN or infinite: the weights cannot be used any more. */
export class DivergedError extends Error {
  /** The class's name. */
  override readonly name = "DivergedError";
  /** Index of the epoch, from 0. */
  readonly epoch: number;
  /** Index of the batch in the epoch, from 0. */
  readonly batch: number;

  /** Words the message from the batch's loss, where it was, and the learning rate then. */
  constructor(
    loss: number,
    where: { epoch: number; epochs: number; batch: number; steps: number },
    learningRate: number,
  ) {
    const { epoch, epochs, batch, steps } = where;
    super(
      `Training stopped: the loss is ${loss} at epoch ${epoch + 1}/${epochs}, ` +
        `batch ${batch + 1}/${steps}. Lower the learning rate (it was ${learningRate}), ` +
        "or check that the images are scaled and the labels are right",
    );
    this.epoch = epoch;
    this.batch = batch;
  }
}

/** A checkpoint file that cannot be read, or that belongs to another training. */
export class CheckpointError extends Error {
  /** The class's name. */
  override readonly name = "CheckpointError";
}
