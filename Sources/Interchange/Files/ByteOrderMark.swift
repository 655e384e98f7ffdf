/// The mark that some editors and shells put before UTF-8 text.
package enum ByteOrderMark {
  /// Bytes of the mark that `bytes` begin with: three, or none.
  package static func length(in bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}
