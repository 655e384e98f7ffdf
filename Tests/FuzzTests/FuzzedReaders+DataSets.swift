import Datasets
import Images
import Interchange

extension FuzzedReaders {
  private static let images = Seeds.numpy(
    shape: "(2, 4, 4, 3)", bytes: [UInt8](repeating: 7, count: 96))
  private static let labels = Seeds.numpy(shape: "(2,)", bytes: [0, 1])

  static let dataSets: [FuzzedReader] = [
    reader(
      "cifar", of: "test_batch.bin", thinning: 2,
      seeds: { [(0..<3073 * 2).map { UInt8(truncatingIfNeeded: $0 % 3073 == 0 ? 3 : $0) }] },
      read: { directory in
        try Seeds.putOnce(Array("cat\ndog\nfrog\ntoad\n".utf8), in: directory + "/batches.meta.txt")
        _ = try DataSource(parsing: directory).load(.test)
      }),
    reader(
      "cifar-names", of: "batches.meta.txt", thinning: 2,
      seeds: { Seeds.texts(["cat\ndog\n", "a\r\nb\r\nc\r\n", "\u{FEFF}one\ntwo\n"]) },
      read: { directory in
        try Seeds.putOnce([UInt8](repeating: 1, count: 3073), in: directory + "/test_batch.bin")
        _ = try DataSource(parsing: directory).load(.test)
      }),
    reader(
      "numpy-images", of: "test_images.npy", thinning: 2,
      seeds: { [images] },
      repair: { Repair.numpy($0) },
      read: { directory in
        try Seeds.putOnce(labels, in: directory + "/test_labels.npy")
        _ = try DataSource(parsing: directory).load(.test)
      }),
    reader(
      "numpy-labels", of: "test_labels.npy", thinning: 2,
      seeds: {
        [
          labels, try Seeds.numpy(NumpyArray(shape: [2], integers: [1, 0])),
          try Seeds.numpy(NumpyArray(shape: [2, 1], bytes: [0, 3])),
        ]
      },
      repair: { Repair.numpy($0) },
      read: { directory in
        try Seeds.putOnce(images, in: directory + "/test_images.npy")
        _ = try DataSource(parsing: directory).load(.test)
      }),
    reader(
      "masks", of: "masks.npy", thinning: 2,
      seeds: {
        [
          try Seeds.numpy(NumpyArray(shape: [2, 4, 4], bytes: [UInt8](repeating: 1, count: 32))),
          try Seeds.numpy(NumpyArray(shape: [1, 2, 2], floats: [0, 1, 1, 0])),
        ]
      },
      repair: { Repair.numpy($0) },
      read: { directory in _ = try ObjectMasks(path: directory + "/masks.npy") }),
  ]
}
