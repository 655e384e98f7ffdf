/// A canonical Huffman code with limited lengths, as RFC 1951 (3.2.2) numbers it.
struct HuffmanCode {
  /// Bits of each symbol's code; 0 for a symbol that does not occur.
  let lengths: [Int]
  /// Each symbol's code, first bit lowest, as it is sent.
  let codes: [UInt32]

  /// - Parameters:
  ///   - counts: how often each symbol occurs; at least one above zero.
  ///   - longest: the most bits a code may have; 2^longest must not be below the symbols.
  init(counts: [Int], longest: Int) {
    var counts = counts
    var lengths = Self.lengths(counts)
    // Flatter counts give a flatter tree; when all are equal it is as flat as it can be.
    while lengths.max()! > longest {
      counts = counts.map { $0 == 0 ? 0 : ($0 + 1) / 2 }
      lengths = Self.lengths(counts)
    }
    self.lengths = lengths
    codes = Self.canonical(lengths)
  }

  /// The depths of the leaves of Huffman's tree.
  private static func lengths(_ counts: [Int]) -> [Int] {
    var lengths = [Int](repeating: 0, count: counts.count)
    let symbols = counts.indices.filter { counts[$0] > 0 }.sorted {
      (counts[$0], $0) < (counts[$1], $1)
    }
    guard symbols.count > 1 else {
      for symbol in symbols { lengths[symbol] = 1 }
      return lengths
    }
    // Two queues, of leaves and of inner nodes, are both in order of weight (van Leeuwen 1976).
    var weights = symbols.map { counts[$0] }
    var parents = [Int](repeating: 0, count: symbols.count)
    var (leaf, inner) = (0, symbols.count)
    func lightest() -> Int {
      if leaf < symbols.count, inner == weights.count || weights[leaf] <= weights[inner] {
        leaf += 1
        return leaf - 1
      }
      inner += 1
      return inner - 1
    }
    for _ in 1..<symbols.count {
      let (first, second) = (lightest(), lightest())
      parents[first] = weights.count
      parents[second] = weights.count
      weights.append(weights[first] + weights[second])
      parents.append(0)
    }
    var depths = [Int](repeating: 0, count: weights.count)
    for node in (0..<weights.count - 1).reversed() { depths[node] = depths[parents[node]] + 1 }
    for (index, symbol) in symbols.enumerated() { lengths[symbol] = depths[index] }
    return lengths
  }

  private static func canonical(_ lengths: [Int]) -> [UInt32] {
    var perLength = [UInt32](repeating: 0, count: 17)
    for length in lengths where length > 0 { perLength[length] += 1 }
    var next = [UInt32](repeating: 0, count: 17)
    for length in 1..<16 { next[length + 1] = (next[length] + perLength[length]) << 1 }
    return lengths.map { length in
      if length == 0 { return 0 }
      defer { next[length] += 1 }
      return (0..<length).reduce(0) { $0 << 1 | (next[length] >> $1) & 1 }
    }
  }
}

/// Bits put together to bytes, lowest bit first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingBits = 0

  mutating func append(_ value: UInt32, bits: Int) {
    pending |= UInt64(value) << UInt64(pendingBits)
    pendingBits += bits
    while pendingBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  mutating func append(_ code: HuffmanCode, _ symbol: Int) {
    append(code.codes[symbol], bits: code.lengths[symbol])
  }

  mutating func alignToByte() {
    if pendingBits > 0 { append(0, bits: 8 - pendingBits) }
  }

  /// - Precondition: at a byte's boundary.
  mutating func append(bytes more: [UInt8]) {
    precondition(pendingBits == 0)
    bytes += more
  }
}
