/**
 * A worker thread: the first message is its task, each further one an epoch. It fills the ring
 * while the thread that trains is busy, without any message from it.
 *
 * @module
 */
import { augmentBatch, type Job, type Task } from "./_job.ts";
import { Ring } from "./_ring.ts";

let task: Task | undefined;

self.addEventListener("message", ({ data }: MessageEvent<Task | Job>) => {
  if (task === undefined) task = data as Task;
  else fillOrReport(task, data as Job);
});

function fillOrReport(task: Task, job: Job): void {
  try {
    fill(task, job);
  } catch (error) {
    self.postMessage(error);
  }
}

function fill(task: Task, job: Job): void {
  const { worker, workers, batchSize } = task;
  const ring = new Ring(job.turns);
  const batches = Math.ceil(job.indices.length / batchSize);
  for (let batch = worker; batch < batches && ring.waitToWrite(batch); batch += workers) {
    augmentBatch(task, job, batch, job.slots[ring.placeOf(batch)]!);
    ring.written(batch);
  }
}
