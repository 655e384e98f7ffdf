import Foundation
import Interchange
import Misclassification
import Testing

@Suite struct ScoreReadingTests {
  private static func read(
    _ array: NumpyArray, told: Predictions.Scores.Kind? = nil,
    remark: @escaping ReadingRemarks = { _ in }
  ) throws -> Predictions {
    try withTemporaryFile { path in
      try array.write(to: path)
      return try Predictions.read(path: path, options: .init(scores: told, remark: remark))
    }
  }

  /// Each pair is one number after rounding to Float; the second also after rounding to Double.
  @Test func theLargestIsFoundInThePrecisionOfTheFile() throws {
    let doubles = NumpyArray(shape: [2, 2], elements: .doubles([16777216, 16777217, 1, 0]))
    #expect(try Self.read(doubles).predicted == [1, 0])
    let whole = NumpyArray(
      shape: [3, 2], integers: [1 << 53, 1 << 53 + 1, 1 << 62 + 1, 1 << 62, 5, 5])
    #expect(try Self.read(whole).predicted == [1, 0, 0])
    let table =
      "logit_0,logit_1\n16777216,16777217\n0.1,0.10000000000000002\n"
      + "9007199254740992,9007199254740993\n9007199254740992.0,9007199254740993\n"
    #expect(
      try Predictions.read(bytes: Array(table.utf8), source: "f").predicted == [1, 1, 1, 0])
  }

  @Test(arguments: ["<", ">"])
  func arraysOfEitherByteOrderAreRead(order: String) throws {
    func array(_ type: String, _ shape: String, _ bytes: [[UInt8]]) -> [UInt8] {
      var header = Array(
        "{'descr': '\(order)\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
      while (header.count + 11) % 64 != 0 { header.append(0x20) }
      header.append(0x0A)
      return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
        + bytes.flatMap { order == "<" ? $0.reversed() : $0 }
    }
    func big(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    let scores = [Float(0.1), 0.9, 0.8, 0.2]
    for bytes in [
      array("f4", "(2, 2)", scores.map { big($0.bitPattern) }),
      array("f8", "(2, 2)", scores.map { big(Double($0).bitPattern) }),
      array("f2", "(2, 2)", scores.map { big(Float16($0).bitPattern) }),
      array("i2", "(2, 1)", [1, 0].map { big(Int16($0)) }),
      array("u4", "(2,)", [1, 0].map { big(UInt32($0)) }),
      array("i8", "(2,)", [1, 0].map { big($0) }),
      array("u8", "(2,)", [1, 0].map { big(UInt($0)) }),
    ] {
      #expect(try Predictions.read(bytes: bytes, source: "f").predicted == [1, 0])
    }
    let wide = array("f4", "(" + String(repeating: "1,", count: 65) + ")", [big(UInt32(0))])
    #expect(throws: InterchangeError.self) { try NumpyArray(bytes: wide, file: "f") }
  }

  @Test func columnsOfLabelsAreRead() throws {
    #expect(try Self.read(NumpyArray(shape: [3, 1], integers: [2, 0, 1])).predicted == [2, 0, 1])
    #expect(try Self.read(NumpyArray(shape: [2], floats: [2, 0])).predicted == [2, 0])
    let error = #expect(throws: InterchangeError.self) {
      _ = try Self.read(NumpyArray(shape: [3, 1], floats: [2, 0, 0.5]))
    }
    #expect(error?.place == "row 2")
  }

  @Test func whatScoresAreIsDecidedOverAllRows() throws {
    let shares: [Double] = [0.7, 0.2, 0.1, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.15, 0.45, 0.398]
    func kind(_ values: [Double], _ told: Predictions.Scores.Kind? = nil) throws -> (
      Predictions.Scores.Kind?, [ReadingRemark]
    ) {
      var remarks: [ReadingRemark] = []
      let found = try Self.read(
        NumpyArray(shape: [values.count / 3, 3], elements: .doubles(values)), told: told
      ) { remarks.append($0) }
      return (found.scores?.kind, remarks)
    }
    #expect(try kind(shares).0 == .probabilities)
    var odd = shares
    odd[11] = 0.7
    let (oddKind, remarks) = try kind(odd)
    #expect(oddKind == .probabilities)
    #expect(remarks.contains { $0.isWarning && $0.text.contains("1 of 4 rows") })
    #expect(remarks.contains { !$0.isWarning && $0.text.contains("taken for probabilities") })
    #expect(try kind(shares.map(log)).0 == .logProbabilities)
    #expect(try kind(shares.map { $0 * 3 }).0 == .logits)
    #expect(try kind(shares, .logits).0 == .logits)
    let (independent, warnings) = try kind(shares.map { $0 / 2 })
    #expect(independent == .logits && warnings.contains { $0.isWarning })
  }

  /// The same probabilities by three names give the same statistics.
  @Test(arguments: ScoreStatistic.allCases)
  func logarithmsOfProbabilitiesAreUnderstood(statistic: ScoreStatistic) throws {
    let shares: [Double] = [0.5, 0.2, 0.3, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.55, 0.1, 0.35]
    func means(_ values: [Double], _ kind: Predictions.Scores.Kind) throws -> [Double?] {
      let joint = try JointPredictions([
        Predictions(
          source: "f", labels: [1, 1, 2, 2], predicted: [0, 0, 1, 0],
          scores: .init(kind: kind, classCount: 3, values: values))
      ])
      var settings = ScoreComparison.Settings()
      settings.statistic = statistic
      settings.divisions = 99
      let groups = try ErrorGroup.parse(["a=1>0", "b=2>1,2>0"], classNames: joint.classNames)
      return try ScoreComparison(joint, groups: groups, settings: settings).models[0].groups
        .map(\.mean)
    }
    let expected = try means(shares, .probabilities)
    for (values, kind) in [
      (shares.map(log), Predictions.Scores.Kind.logProbabilities),
      (shares.map { log($0) + 4 }, .logits),
    ] {
      for (found, mean) in zip(try means(values, kind), expected) {
        let (found, mean) = (try #require(found), try #require(mean))
        // The difference of probabilities has no other form; that of logits is that of logarithms.
        #expect(abs(found - mean) < 1e-12)
      }
    }
  }

  @Test func predictionsAgainstTheirScoresAreReported() throws {
    var remarks: [ReadingRemark] = []
    let text = "predicted,logit_0,logit_1\n1,3,1\n0,2,2\n1,2,2\n0,0,1\n"
    let found = try Predictions.read(
      bytes: Array(text.utf8), source: "f", options: .init { remarks.append($0) })
    #expect(found.predicted == [1, 0, 1, 0], "equal scores allow either")
    let warnings = remarks.filter(\.isWarning)
    #expect(warnings.count == 1)
    #expect(warnings.first?.text.contains("in 2 of 4 rows") == true)
    #expect(warnings.first?.text.contains("the first is row 0") == true)
  }

  /// Enough columns that looking through all of them for each would take minutes.
  @Test func wideHeadersTakeLinearTime() throws {
    let names = (0..<9_000).map { "logit_\($0)" }.joined(separator: ",")
    let row = (0..<9_000).map { "\($0 % 7)" }.joined(separator: ",")
    let start = ContinuousClock.now
    let found = try Predictions.read(bytes: Array((names + "\n" + row + "\n").utf8), source: "f")
    #expect(found.predicted == [6])
    let extra = (0..<200_000).map { "x\($0)" }.joined(separator: ",")
    #expect(throws: InterchangeError.self) {
      _ = try Predictions.read(bytes: Array(("label," + extra + "\n0\n").utf8), source: "f")
    }
    #expect(ContinuousClock.now - start < .seconds(30))
  }
}
