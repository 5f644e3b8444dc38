import { decodeModelInfo, parseTeachInfo } from "../../src/graph/mod.ts";
import { Breather } from "./_breather.ts";
import { HeadGraph } from "./_head_graph.ts";
import { HeadTeacher } from "./_head_teacher.ts";
import type { CreateSession, Teacher, TeacherOptions } from "./lesson.ts";

/**
 * Opens a model for teaching: its file is cut in two where the last layers begin, and only these
 * change.
 *
 * @throws {SyntaxError} When a file is no ONNX model, or the step's or the model's metadata are not
 * what they should be.
 * @throws {TypeError} When the step belongs to another model.
 */
export async function createTeacher(options: TeacherOptions): Promise<Teacher> {
  const { model, step } = options;
  const breather = new Breather();
  const createSession: CreateSession = async (bytes) => {
    const session = await options.createSession(bytes);
    await breather.breathe();
    return session;
  };
  const head = new HeadGraph(model, parseTeachInfo(decodeModelInfo(step).metadata));
  await breather.breathe();
  const weights = await head.weights(createSession);
  return new HeadTeacher(options, head, weights, {
    features: await createSession(head.before()),
    head: await createSession(head.after(weights)),
    step: await createSession(step),
  });
}
