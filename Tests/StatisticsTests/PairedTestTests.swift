import Statistics
import Testing

/// Against SciPy's `permutation_test(permutation_type='samples')`, `bootstrap(method='percentile')`
/// and Student's distribution.
@Suite struct PairedTestTests {
  private let differences = [0.31, -0.12, 0.27, 0.44, 0.05, -0.08, 0.19, 0.36]

  @Test func fewDifferencesAreTriedInAllSigns() throws {
    let test = try PairedTest(differences, seed: 1)
    #expect(test.isExact && test.count == 8)
    #expect(abs(test.difference - 0.1775) < 1e-12)
    #expect(abs(test.pValue - 0.0625) < 1e-12)
    // SciPy's own draws, 200,000 of them.
    #expect(abs(test.low - 0.0413) < 0.01 && abs(test.high - 0.3075) < 0.01)
    #expect(abs(test.equivalenceP(margin: 0.4) - 0.009394133195024065) < 1e-9)
  }

  @Test func manyAreDrawn() throws {
    let many = (0..<40).map { Double($0 % 7) - 2.5 }
    let test = try PairedTest(many, seed: 2)
    #expect(!test.isExact)
    #expect(abs(test.pValue - 0.2527) < 0.02)
    #expect(try PairedTest(many.map { -$0 }, seed: 2).difference == -test.difference)
    #expect(try PairedTest(many, seed: 2) == test)
  }

  @Test(arguments: [[], [0.5], [0, 0, 0]])
  func whatSaysNothingIsNotDefined(differences: [Double]) {
    #expect(throws: NotDefined.self) { try PairedTest(differences, seed: 1) }
  }
}
