import Images
import Testing

@Suite struct RandomStreamTests {
  @Test func goldenValues() {
    // An empty path is SplitMix64 with seed 0: the first values of its published generator.
    var empty = RandomStream()
    #expect(
      [empty.next(), empty.next(), empty.next()]
        == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
  }

  @Test func streamsOfDifferentPathsDiffer() {
    let paths: [RandomStream] = [
      RandomStream(0), RandomStream(1), RandomStream(0, 0), RandomStream(0, 1), RandomStream(1, 0),
      RandomStream(1, 1), RandomStream(0, 0, 0), RandomStream(.max),
    ]
    let firsts = paths.map { stream in
      var stream = stream
      return stream.next()
    }
    #expect(Set(firsts).count == firsts.count)
    var (one, same) = (RandomStream(3, 4), RandomStream(3, 4))
    for _ in 0..<100 { #expect(one.next() == same.next()) }
  }

  /// Streams are what they were before purposes had names: the same seed gives the same bits.
  @Test func purposesHaveTheirNumbers() {
    let numbers: [(StreamPurpose, UInt64)] = [
      (.augmentation, 0x6175_676D_656E_7469), (.firstFlip, 0x666C_6970_73),
      (.resizedCrop, 0x7263_726F_70), (.colourJitter, 0x636F_6C6F_7572_73),
      (.background, 0x6261_636B_6772_6F75),
      (.planted, 0x706C_616E_7465_6473), (.mark, 0x6D61_726B_6564),
      (.initialParameters, 0x1217), (.imageOrder, 0x04DE4),
      (.validationImages, 0x7370_6C69_74), (.shownPixels, 0x7375_6273_6574),
      (.maps, 0x6D61_7073), (.control, 0x6374_726C), (.choosingImages, 0x7370_6C74),
      (.fill, 0x6669_6C6C), (.noise, 0x6E6F_6973), (.segments, 0x6C69_6D65),
      (.cells, 0x7269_7365), (.ties, 0x7469_6573), (.subset, 0x7375_6273),
      (.learnedMask, 0x6D61_736B), (.jitter, 0x6A69_7474), (.shuffle, 0x7368_7566),
      (.causeFill, 0x6361_7573_6601), (.causeBases, 0x6361_7573_6602),
      (.causeMaking, 0x6361_7573_6603),
    ]
    #expect(numbers.map(\.0) == StreamPurpose.allCases)
    #expect(Set(numbers.map(\.1)).count == numbers.count)
    for (purpose, number) in numbers {
      var (named, numbered) = (RandomStream(3, purpose, 4), RandomStream(3, number, 4))
      #expect(named.next() == numbered.next(), "\(purpose)")
    }
  }

  @Test func uniformStaysBelowOneAndIsEven() {
    var stream = RandomStream(5)
    var counts = [Int](repeating: 0, count: 64)
    for _ in 0..<64_000 {
      let value = stream.uniform()
      guard value >= 0, value < 1 else {
        Issue.record("\(value)")
        return
      }
      counts[Int(value * 64)] += 1
    }
    #expect(chiSquared(counts) < 120)
    for _ in 0..<10_000 {
      let value = stream.uniformDouble()
      if !(0..<1).contains(value) { Issue.record("\(value)") }
    }
  }

  /// Bounds at about the 99.99th percentile of the distribution with that many degrees of freedom.
  @Test(arguments: [(2, 15.2), (3, 18.5), (7, 27.9), (10, 33.8), (50, 95.0)])
  func integersAreUnbiased(bound: Int, limit: Double) {
    var stream = RandomStream(6, UInt64(bound))
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<1000 * bound { counts[stream.integer(in: -3..<bound - 3) + 3] += 1 }
    #expect(chiSquared(counts) < limit)
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1000])
  func permutations(count: Int) {
    var stream = RandomStream(7)
    let order = stream.permutation(of: count)
    #expect(order.sorted() == Array(0..<count))
    if count == 1000 { #expect(order != Array(0..<count)) }
  }

  /// All 24 orders of four, equally often: 23 degrees of freedom.
  @Test func permutationsAreEven() {
    var stream = RandomStream(8)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquared(Array(counts.values)) < 56)
  }

  private func chiSquared(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
}

@Suite struct ImageTests {
  private static let images = ByteImages(
    count: 3, height: 1, width: 2, pixels: (0..<18).map { UInt8($0 * 14) })

  @Test func selectingKeepsOrderAndRepeats() {
    let chosen = Self.images.selecting([2, 0, 2])
    #expect(chosen.count == 3 && chosen.bytesPerImage == 6)
    #expect(
      chosen.pixels
        == (Array(12..<18) + Array(0..<6) + Array(12..<18)).map { UInt8($0 * 14) })
    #expect(Self.images.selecting([]).pixels.isEmpty)
  }

  /// (byte / 255 - mean) / deviation, channel by channel.
  @Test func normalizationByHand() {
    let normalization = Normalization(mean: [0.5, 0.25, 0], deviation: [0.5, 0.25, 2])
    let values = normalization.apply(to: Self.images, range: 1..<3)
    #expect(values.count == 12)
    for (index, value) in values.enumerated() {
      let byte = Double((index + 6) * 14) / 255
      let expected = [(byte - 0.5) / 0.5, (byte - 0.25) / 0.25, byte / 2][index % 3]
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    #expect(normalization.table[255] == 1 && normalization.table[256] == -1)
    #expect(normalization.apply(to: Self.images, range: 0..<0).isEmpty)
  }
}
