/// Little-endian numbers in bytes, at any alignment.
package enum LittleEndian {
  /// Floats of 4 bytes, which need no conversion but their bytes' order.
  package static func floats(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Float] {
    precondition(count >= 0 && bytes.count >= count * MemoryLayout<Float>.size)
    return [Float](unsafeUninitializedCapacity: count) { values, initialized in
      let raw = UnsafeMutableRawBufferPointer(values)
      raw.copyMemory(from: .init(rebasing: bytes[..<(count * MemoryLayout<Float>.size)]))
      #if _endian(big)
        for index in 0..<count {
          values[index] = Float(bitPattern: UInt32(littleEndian: values[index].bitPattern))
        }
      #endif
      initialized = count
    }
  }

  /// The integers of `count` elements of type `Stored`, which start at the front of `bytes`.
  ///
  /// Inlined where it is used, so that no element costs a call.
  @inlinable
  package static func load<Stored: FixedWidthInteger, Value>(
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

  @inlinable
  package static func bytes<Value, Stored: FixedWidthInteger>(
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
