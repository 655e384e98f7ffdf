import Interchange

/// Every reader of files that the product has, with valid files to damage.
enum FuzzedReaders {
  static let all: [FuzzedReader] = formats + pictures + tables + dataSets + models + runs + results

  /// A reader of bytes.
  static func reader(
    _ name: String, thinning: Int = 1, seeds: @escaping @Sendable () throws -> [[UInt8]],
    repair: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) -> FuzzedReader {
    FuzzedReader(name: name, seeds: seeds, repair: repair, thinning: thinning) { bytes, _ in
      try read(bytes)
    }
  }

  /// A reader of a file of this name in a directory.
  static func reader(
    _ name: String, of file: String, thinning: Int = 1,
    seeds: @escaping @Sendable () throws -> [[UInt8]],
    repair: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    read: @escaping @Sendable (_ directory: String) throws -> Void
  ) -> FuzzedReader {
    FuzzedReader(name: name, seeds: seeds, repair: repair, thinning: thinning) { bytes, directory in
      try Seeds.put(bytes, in: directory + "/" + file)
      try read(directory)
    }
  }

  // MARK: Formats

  private static let formats: [FuzzedReader] = [
    reader(
      "npy",
      seeds: {
        try [
          "b1", "bigendian", "empty", "f2", "f4", "f8", "fortran", "i1", "i2", "i4", "i8",
          "scalar", "u1", "u8", "version2", "version3",
        ].map { try Seeds.fixture("Interchange/\($0).npy") }
      },
      repair: { Repair.numpy($0) },
      read: { bytes in
        let array = try NumpyArray(bytes: bytes, file: "file")
        _ = (array.integers, array.floats, array.firstFraction)
      }),
    reader(
      "safetensors", seeds: { [try Seeds.fixture("Interchange/types.safetensors")] },
      repair: { Repair.safetensors($0) },
      read: { _ = try SafetensorsFile(bytes: $0, file: "file") }),
    reader(
      "png",
      seeds: {
        try ["colour", "colour-alpha", "grey-alpha", "grey1", "grey8", "palette"].map {
          try Seeds.fixture("Interchange/\($0).png")
        }
      },
      repair: { Repair.png($0) }, read: { _ = try PNG.decode($0, file: "file") }),
    reader(
      "png-uncompressed",
      seeds: {
        [(0, 1), (2, 3), (3, 1), (4, 2), (6, 4)].map { kind, channels in
          Seeds.uncompressedPicture(
            width: 7, height: 6, colourType: UInt8(kind), channels: channels)
        }
      },
      repair: { Repair.png($0) }, read: { _ = try PNG.decode($0, file: "file") }),
    reader(
      "json-numbers", seeds: { Seeds.texts(["[1, 2, 3]", "[\n0,\n9\n]", "[]", "[-1, 1e3, 2.0]"]) },
      read: { _ = try JSON.wholeNumbers($0, file: "file") }),
    reader(
      "class-names",
      seeds: { Seeds.texts(["cat\ndog\n", "a\r\nb\r\nc\r\n", "\u{FEFF}one\ntwo", "ä\nß\n"]) },
      read: { _ = try ClassNames.lines(of: $0, file: "file") }),
  ]
}
