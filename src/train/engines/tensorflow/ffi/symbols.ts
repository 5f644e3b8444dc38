/** The address of an object in C, 0 for none. */
export type Address = bigint;

/** Status, tensors and buffers: tf_status.h, tf_tensor.h, tf_tstring.h, tf_buffer.h. */
const VALUES = {
  TF_Version: { parameters: [], result: "u64" },
  TF_NewStatus: { parameters: [], result: "u64" },
  TF_DeleteStatus: { parameters: ["u64"], result: "void" },
  TF_SetStatus: { parameters: ["u64", "i32", "buffer"], result: "void" },
  TF_GetCode: { parameters: ["u64"], result: "i32" },
  TF_Message: { parameters: ["u64"], result: "u64" },
  TF_AllocateTensor: { parameters: ["i32", "buffer", "i32", "usize"], result: "u64" },
  TF_DeleteTensor: { parameters: ["u64"], result: "void" },
  TF_TensorData: { parameters: ["u64"], result: "u64" },
  TF_TensorByteSize: { parameters: ["u64"], result: "usize" },
  TF_TensorElementCount: { parameters: ["u64"], result: "i64" },
  TF_StringInit: { parameters: ["u64"], result: "void" },
  TF_StringCopy: { parameters: ["u64", "buffer", "usize"], result: "void" },
  TF_StringGetDataPointer: { parameters: ["u64"], result: "u64" },
  TF_StringGetSize: { parameters: ["u64"], result: "usize" },
  TF_StringDealloc: { parameters: ["u64"], result: "void" },
  TF_NewBufferFromString: { parameters: ["buffer", "usize"], result: "u64" },
  TF_DeleteBuffer: { parameters: ["u64"], result: "void" },
} as const;

/** Contexts, devices, tensor handles and ops: eager/c_api.h. */
const EAGER = {
  TFE_NewContextOptions: { parameters: [], result: "u64" },
  TFE_ContextOptionsSetConfig: { parameters: ["u64", "buffer", "usize", "u64"], result: "void" },
  TFE_DeleteContextOptions: { parameters: ["u64"], result: "void" },
  TFE_NewContext: { parameters: ["u64", "u64"], result: "u64" },
  TFE_DeleteContext: { parameters: ["u64"], result: "void" },
  TFE_ContextListDevices: { parameters: ["u64", "u64"], result: "u64" },
  TF_DeviceListCount: { parameters: ["u64"], result: "i32" },
  TF_DeviceListName: { parameters: ["u64", "i32", "u64"], result: "u64" },
  TF_DeviceListType: { parameters: ["u64", "i32", "u64"], result: "u64" },
  TF_DeviceListMemoryBytes: { parameters: ["u64", "i32", "u64"], result: "i64" },
  TF_DeleteDeviceList: { parameters: ["u64"], result: "void" },
  TFE_NewTensorHandle: { parameters: ["u64", "u64"], result: "u64" },
  TFE_DeleteTensorHandle: { parameters: ["u64"], result: "void" },
  TFE_TensorHandleDataType: { parameters: ["u64"], result: "i32" },
  TFE_TensorHandleNumDims: { parameters: ["u64", "u64"], result: "i32" },
  TFE_TensorHandleDim: { parameters: ["u64", "i32", "u64"], result: "i64" },
  TFE_TensorHandleResolve: { parameters: ["u64", "u64"], result: "u64" },
  TFE_TensorHandleCopyToDevice: { parameters: ["u64", "u64", "buffer", "u64"], result: "u64" },
  TFE_NewOp: { parameters: ["u64", "buffer", "u64"], result: "u64" },
  TFE_DeleteOp: { parameters: ["u64"], result: "void" },
  TFE_OpAddInput: { parameters: ["u64", "u64", "u64"], result: "void" },
  TFE_OpSetAttrString: { parameters: ["u64", "buffer", "buffer", "usize"], result: "void" },
  TFE_OpSetAttrInt: { parameters: ["u64", "buffer", "i64"], result: "void" },
  TFE_OpSetAttrIntList: { parameters: ["u64", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrFloat: { parameters: ["u64", "buffer", "f32"], result: "void" },
  TFE_OpSetAttrFloatList: { parameters: ["u64", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrBool: { parameters: ["u64", "buffer", "u8"], result: "void" },
  TFE_OpSetAttrBoolList: { parameters: ["u64", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrType: { parameters: ["u64", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrShape: { parameters: ["u64", "buffer", "buffer", "i32", "u64"], result: "void" },
  TFE_Execute: { parameters: ["u64", "buffer", "buffer", "u64"], result: "void" },
} as const;

/** Graphs as functions, and saved models: c_api.h. An array of `TF_Output` is 16 bytes an entry. */
const GRAPHS = {
  TF_NewGraph: { parameters: [], result: "u64" },
  TF_DeleteGraph: { parameters: ["u64"], result: "void" },
  TF_NewImportGraphDefOptions: { parameters: [], result: "u64" },
  TF_DeleteImportGraphDefOptions: { parameters: ["u64"], result: "void" },
  TF_GraphImportGraphDef: { parameters: ["u64", "u64", "u64", "u64"], result: "void" },
  TF_GraphOperationByName: { parameters: ["u64", "buffer"], result: "u64" },
  TF_GraphToFunction: {
    // deno-fmt-ignore
    parameters: [
      "u64", "buffer", "u8", "i32", "u64", "i32", "buffer", "i32", "buffer", "u64", "u64", "u64",
      "u64",
    ],
    result: "u64",
  },
  TF_DeleteFunction: { parameters: ["u64"], result: "void" },
  TFE_ContextAddFunction: { parameters: ["u64", "u64", "u64"], result: "void" },
  TFE_ContextRemoveFunction: { parameters: ["u64", "buffer", "u64"], result: "void" },
  TF_NewSessionOptions: { parameters: [], result: "u64" },
  TF_DeleteSessionOptions: { parameters: ["u64"], result: "void" },
  TF_LoadSessionFromSavedModel: {
    parameters: ["u64", "u64", "buffer", "u64", "i32", "u64", "u64", "u64"],
    result: "u64",
  },
  TF_SessionRun: {
    // deno-fmt-ignore
    parameters: [
      "u64", "u64", "buffer", "buffer", "i32", "buffer", "buffer", "i32", "u64", "i32", "u64",
      "u64",
    ],
    result: "void",
  },
  TF_DeleteSession: { parameters: ["u64", "u64"], result: "void" },
} as const;

/**
 * The functions of TensorFlow's C API that are used, with every object as its address: signatures
 * of the headers of TensorFlow 2.21, the same since 2.9.
 */
export const TENSORFLOW_SYMBOLS = {
  ...VALUES,
  ...EAGER,
  ...GRAPHS,
  // C's own library is a dependency of TensorFlow's, so the loader finds its functions through
  // TensorFlow's handle, and no other file needs a permission.
  copyIn: { name: "memcpy", parameters: ["u64", "buffer", "usize"], result: "void" },
  copyOut: { name: "memcpy", parameters: ["buffer", "u64", "usize"], result: "void" },
  strlen: { parameters: ["u64"], result: "usize" },
  malloc: { parameters: ["usize"], result: "u64" },
  free: { parameters: ["u64"], result: "void" },
  dlopen: { parameters: ["buffer", "i32"], result: "u64" },
} as const;

/** The open library's functions. */
export type TensorflowSymbols = Deno.DynamicLibrary<typeof TENSORFLOW_SYMBOLS>["symbols"];
