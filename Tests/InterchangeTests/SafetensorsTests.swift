import Interchange
import Testing

@Suite struct SafetensorsTests {
  static let fractions: [Float] = (0..<6).map { Float($0) * 0.75 - 2 }
  static let whole: [Float] = (0..<6).map { Float($0) }

  /// A file of a header and zero bytes.
  static func file(_ header: String, dataSize: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataSize)
  }

  @Test func readsEveryTypeThatPyTorchWrote() throws {
    let file = try SafetensorsFile(path: Fixture.path("types.safetensors"))
    #expect(file.metadata == ["arch": "none", "note": "a \"q\" ü\n"])
    for name in ["float64", "float32", "float16", "bfloat16"] {
      let tensor = try #require(file[name])
      #expect(tensor.shape == [2, 3] && tensor.values == Self.fractions, "\(name)")
      #expect(tensor.elementType.isFloatingPoint)
    }
    for name in ["int64", "int32", "int16", "int8", "uint8"] {
      let tensor = try #require(file[name])
      #expect(tensor.shape == [3, 2] && tensor.values == Self.whole, "\(name)")
      #expect(!tensor.elementType.isFloatingPoint)
    }
    #expect(file["bool"]?.values == [0, 1, 0, 1, 0, 1])
    #expect(file["empty"]?.shape == [0, 4])
    let tracked = try #require(file["bn1.num_batches_tracked"])
    #expect(tracked.shape == [] && tracked.values == [391] && tracked.elementType == .int64)
    #expect(file["absent"] == nil)
    #expect(file.tensors.count == 12)
  }

  @Test func writesWhatItReads() throws {
    let tensors = [
      NamedTensor(
        name: "steps", shape: [], values: [7], elementType: .int64),
      NamedTensor(
        name: "a\"\\\u{1}ü", shape: [2, 2], values: [1, -0.0, .infinity, .leastNonzeroMagnitude]),
      NamedTensor(name: "none", shape: [3, 0], values: []),
      NamedTensor(name: "z", shape: [1], values: [.pi]),
    ]
    let file = SafetensorsFile(tensors: tensors, metadata: ["b": "2\n\t", "a": "1"])
    try withTemporaryDirectory { directory in
      let path = directory + "/f"
      try file.write(to: path)
      #expect(try SafetensorsFile(path: path) == file)
      let bytes = try FileReader.bytes(of: path)
      #expect(bytes[0] % 8 == 0, "the elements begin at a multiple of 8")
      #expect(
        String(decoding: bytes[8..<40], as: UTF8.self).hasPrefix(#"{"__metadata__":{"a":"1","b":"#))
      try file.write(to: path)
      #expect(try FileReader.bytes(of: path) == bytes)
    }
  }

  /// Bits of what PyTorch's `.half()` and `.bfloat16()` make of each number.
  static let rounded: [(Float, half: UInt16, brain: UInt16)] = [
    (1, 0x3C00, 0x3F80), (-2.5, 0xC100, 0xC020), (0.1, 0x2E66, 0x3DCD),
    // Half-way between two of each type: the even one, below and above.
    (1.000_488_281_25, 0x3C00, 0x3F80), (1.001_464_843_75, 0x3C02, 0x3F80),
    (1.003_906_25, 0x3C04, 0x3F80), (1.011_718_75, 0x3C0C, 0x3F82),
    (65519, 0x7BFF, 0x4780), (3e-8, 0x0001, 0x3301),
    (Float(bitPattern: 0x0001_16C2), 0x0000, 0x0001),
    (.infinity, 0x7C00, 0x7F80), (-0.0, 0x8000, 0x8000),
  ]

  @Test(arguments: [NamedTensor.ElementType.float16, .bfloat16])
  func shorterTypesTakeTheNearestNumber(type: NamedTensor.ElementType) throws {
    let file = SafetensorsFile(tensors: [
      NamedTensor(name: "w", shape: [Self.rounded.count], values: Self.rounded.map(\.0)),
      NamedTensor(name: "n", shape: [], values: [3], elementType: .int64),
      NamedTensor(name: "nan", shape: [1], values: [.nan]),
    ])
    try withTemporaryDirectory { directory in
      try file.write(to: directory + "/f", floatsAs: type)
      let again = try SafetensorsFile(path: directory + "/f")
      let expected = Self.rounded.map {
        type == .float16
          ? Float(Float16(bitPattern: $0.half)) : Float(bitPattern: UInt32($0.brain) << 16)
      }
      #expect(again["w"]?.elementType == type)
      #expect(again["w"]?.values.map(\.bitPattern) == expected.map(\.bitPattern))
      #expect(again["n"]?.values == [3] && again["n"]?.elementType == .int64)
      #expect(again["nan"]?.values[0].isNaN == true)
    }
  }

  @Test(arguments: [
    (NamedTensor.ElementType.float16, Float(65520)),
    (.bfloat16, Float.greatestFiniteMagnitude),
  ])
  func refusesToMakeAFiniteNumberInfinite(type: NamedTensor.ElementType, value: Float) throws {
    try withTemporaryDirectory { directory in
      let file = SafetensorsFile(tensors: [NamedTensor(name: "w", shape: [], values: [value])])
      let error = #expect(throws: InterchangeError.self) {
        try file.write(to: directory + "/f", floatsAs: type)
      }
      #expect(error?.description.contains("too large for \(type.rawValue)") == true)
    }
  }

  @Test func integersComeFirstSoThatAllIsAligned() throws {
    let file = SafetensorsFile(tensors: [
      NamedTensor(name: "w", shape: [1], values: [1]),
      NamedTensor(name: "n", shape: [], values: [3], elementType: .int64),
    ])
    try withTemporaryDirectory { directory in
      try file.write(to: directory + "/f")
      #expect(try SafetensorsFile(path: directory + "/f").tensors.map(\.name) == ["n", "w"])
    }
  }

  @Test(arguments: [
    (NamedTensor(name: "a", shape: [2], values: [1]), "shape"),
    (NamedTensor(name: "__metadata__", shape: [], values: [1]), "reserved"),
    (NamedTensor(name: "a", shape: [], values: [0.5], elementType: .int64), "whole number"),
    (NamedTensor(name: "a", shape: [], values: [.nan], elementType: .int64), "whole number"),
  ])
  func refusesToWriteNonsense(tensor: NamedTensor, word: String) throws {
    try withTemporaryDirectory { directory in
      let error = #expect(throws: InterchangeError.self) {
        try SafetensorsFile(tensors: [tensor]).write(to: directory + "/f")
      }
      #expect(error?.description.contains(word) == true)
      #expect(throws: InterchangeError.self) { try FileReader.bytes(of: directory + "/f") }
    }
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"#
        + #""data_offsets":[8,8]}}"#,
      8, "comes twice"
    ),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8, "comes twice"),
    (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "'F31'"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "12 bytes"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "[-2]"),
    (#"{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "product"),
    (#"{"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "product"),
    (
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, 8,
      "whole number"
    ),
    (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, 8, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, 8, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "begin <= end"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#, 8, "[begin, end]"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "no data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, 8, "'x'"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "1 more bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "gap"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"#
        + #""data_offsets":[4,12]}}"#,
      12, "overlaps"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x"#, 8, "the end"),
    (#"{"__metadata__":{"k":1}}"#, 0, "a string"),
    (#"{"__metadata__":{"k":"\ud800"}}"#, 0, "character"),
    (#" {}"#, 0, "'{'"),
    ("", 0, "empty header"),
  ])
  func refusesWhatTheFormatForbids(header: String, dataSize: Int, word: String) {
    let error = #expect(throws: InterchangeError.self) {
      try SafetensorsFile(bytes: Self.file(header, dataSize: dataSize), file: "f")
    }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("f: ") == true)
  }

  @Test func refusesAHeaderLongerThanTheFile() {
    for length: [UInt8] in [
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [3, 0, 0, 0, 0, 0, 0, 0],
    ] {
      #expect(throws: InterchangeError.self) {
        try SafetensorsFile(bytes: length + Array("{}".utf8), file: "f")
      }
    }
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}\u{14}\0\0\0\0\0", "a zip archive"), ("%PDF-1.7 and more", "a PDF"),
  ])
  func namesWhatItIsNot(text: String, name: String) {
    let error = #expect(throws: InterchangeError.self) {
      try SafetensorsFile(bytes: Array(text.utf8), file: "f")
    }
    #expect(error?.problem.contains("expected safetensors, found \(name)") ?? false)
  }

  /// A header of 35,615 bytes has a length that begins as gzip archives do.
  @Test func aLengthIsNoMark() throws {
    let header = #"{"__metadata__": {"a": "b"}}"#
    let padded = header + String(repeating: " ", count: 35_615 - header.utf8.count)
    let file = try SafetensorsFile(bytes: Self.file(padded, dataSize: 0), file: "f")
    #expect(file.metadata == ["a": "b"])
  }

  @Test func survivesHostileBytes() throws {
    let bytes = try Fixture.bytes("types.safetensors")
    let variants = hostileVariants(of: bytes, mutations: 4000, seed: 1)
    let outcome = expectNoSurprise(variants) { _ = try SafetensorsFile(bytes: $0, file: "f") }
    #expect(outcome.refused > bytes.count)
  }
}
