/// Little-endian numbers in bytes, at any alignment.
package enum LittleEndian {
  /// The integers of `count` elements of type `Stored`, which start at the front of `bytes`.
  // Inlinable, as a general version that asks for its types takes a hundred times as long.
  @inlinable package static func load<Stored: FixedWidthInteger, Value>(
    _ type: Stored.Type, _ bytes: UnsafeRawBufferPointer, count: Int, _ convert: (Stored) -> Value
  ) -> [Value] {
    precondition(count >= 0 && bytes.count >= count * MemoryLayout<Stored>.size)
    return [Value](unsafeUninitializedCapacity: count) { values, initialized in
      for index in 0..<count {
        let offset = index * MemoryLayout<Stored>.size
        let stored = Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
        values.initializeElement(at: index, to: convert(stored))
      }
      initialized = count
    }
  }

  @inlinable package static func append<Stored: FixedWidthInteger>(
    _ value: Stored, to bytes: inout [UInt8]
  ) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  @inlinable package static func bytes<Value, Stored: FixedWidthInteger>(
    of values: [Value], as convert: (Value) -> Stored
  ) -> [UInt8] {
    let size = MemoryLayout<Stored>.size
    return [UInt8](unsafeUninitializedCapacity: values.count * size) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for (index, value) in values.enumerated() {
        raw.storeBytes(
          of: convert(value).littleEndian, toByteOffset: index * size, as: Stored.self)
      }
      initialized = values.count * size
    }
  }
}
