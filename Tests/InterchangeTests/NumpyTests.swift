import Interchange
import Testing

@Suite struct NumpyTests {
  @Test(arguments: ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"])
  func readsWholeNumbers(type: String) throws {
    let array = try NumpyArray(path: Fixture.path(type + ".npy"))
    #expect(array.shape == [2, 3] && array.integers == [0, 1, 2, 3, 4, 5])
    #expect(array.floats == [0, 1, 2, 3, 4, 5] && !array.isFloatingPoint)
  }

  @Test(arguments: ["f2", "f4", "f8", "version2", "version3"])
  func readsFractions(name: String) throws {
    let array = try NumpyArray(path: Fixture.path(name + ".npy"))
    #expect(array.shape == [2, 3] && array.isFloatingPoint)
    #expect(array.floats == (0..<6).map { Float($0) * 0.75 - 2 })
    #expect(array.integers == nil)
  }

  @Test func readsBooleansScalarsAndNothing() throws {
    let booleans = try NumpyArray(path: Fixture.path("b1.npy"))
    #expect(booleans.elements == .bytes([0, 1, 0, 1, 0, 1]))
    let scalar = try NumpyArray(path: Fixture.path("scalar.npy"))
    #expect(scalar.shape == [] && scalar.floats == [1.5])
    let empty = try NumpyArray(path: Fixture.path("empty.npy"))
    #expect(empty.shape == [0, 4] && empty.count == 0)
  }

  @Test func turnsFortranOrder() throws {
    let array = try NumpyArray(path: Fixture.path("fortran.npy"))
    #expect(array.shape == [2, 3, 4] && array.integers == Array(0..<24))
  }

  @Test func readsTheOtherByteOrder() throws {
    #expect(try NumpyArray(path: Fixture.path("bigendian.npy")).integers == Array(0..<6))
  }

  @Test(arguments: [("records.npy", "records")])
  func refusesOtherTypes(name: String, word: String) {
    let error = #expect(throws: InterchangeError.self) {
      try NumpyArray(path: Fixture.path(name))
    }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    NumpyArray(shape: [2, 2], floats: [1, -0.0, .infinity, .leastNonzeroMagnitude]),
    NumpyArray(shape: [3], integers: [.min, 0, .max]),
    NumpyArray(shape: [1, 3, 1], bytes: [0, 128, 255]),
    NumpyArray(shape: [], elements: .doubles([.pi])),
    NumpyArray(shape: [0], floats: []),
  ])
  func writesWhatItReads(array: NumpyArray) throws {
    try withTemporaryDirectory { directory in
      try array.write(to: directory + "/f.npy")
      #expect(try NumpyArray(path: directory + "/f.npy") == array)
      #expect(try FileReader.bytes(of: directory + "/f.npy").count % 64 == array.byteCount % 64)
    }
  }

  @Test func writesTheBytesThatNumPyWrites() throws {
    try withTemporaryDirectory { directory in
      for name in ["f4", "f8", "i8", "u1", "scalar", "empty"] {
        try NumpyArray(path: Fixture.path(name + ".npy")).write(to: directory + "/f.npy")
        #expect(try FileReader.bytes(of: directory + "/f.npy") == Fixture.bytes(name + ".npy"))
      }
    }
  }

  static func file(_ header: String, data: Int) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 8, "12 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 9, "8 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}", 8, "product"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,)}", 8, "product"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", 8, "size"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", 8, "True or False"),
    ("{'descr': '<f4', 'fortran_order': False}", 8, "'shape'"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8, "once"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 8, "','"),
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", 8, "'<c8'"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 8, "'|O'"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", 8, "the end"),
  ])
  func refusesWhatTheFormatForbids(header: String, data: Int, word: String) {
    let error = #expect(throws: InterchangeError.self) {
      try NumpyArray(bytes: Self.file(header, data: data), file: "f")
    }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test func refusesWholeNumbersBeyondInt() {
    let header = "{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}"
    var bytes = Self.file(header, data: 8)
    bytes[bytes.count - 1] = 0x80
    #expect(throws: InterchangeError.self) { try NumpyArray(bytes: bytes, file: "f") }
  }

  @Test(arguments: ["f4.npy", "fortran.npy", "version2.npy", "b1.npy"])
  func survivesHostileBytes(name: String) throws {
    let bytes = try Fixture.bytes(name)
    let variants = hostileVariants(of: bytes, mutations: 3000, seed: 2)
    let outcome = expectNoSurprise(variants) { _ = try NumpyArray(bytes: $0, file: "f") }
    #expect(outcome.refused >= bytes.count)
  }
}

extension NumpyArray {
  fileprivate var byteCount: Int {
    switch elements {
    case .bytes: count
    case .floats: 4 * count
    case .integers, .doubles: 8 * count
    }
  }
}
