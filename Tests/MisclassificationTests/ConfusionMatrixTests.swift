import Interchange
import Testing

@testable import Misclassification

/// Confusion matrices that other programs have counted.
@Suite struct ConfusionMatrixTests {
  private static func read(_ text: String) throws -> ConfusionMatrix? {
    try ConfusionMatrix.read(Array(text.utf8), source: "m")
  }

  @Test(arguments: [
    "true\\predicted,cat,dog,owl\ncat,5,1,0\ndog,2,7,1\nowl,0,0,9\n",
    ",cat,dog,owl\ncat,5,1,0\ndog,2,7,1\nowl,0,0,9\n",
    "cat;dog;owl\n5;1;0\n2;7;1\n0;0;9\n",
    "\tcat\tdog\towl\ncat\t5\t1\t0\ndog\t2\t7\t1\nowl\t0\t0\t9\n",
    // Rows in another order than columns.
    ",cat,dog,owl\nowl,0,0,9\ncat,5,1,0\ndog,2,7,1\n",
    // With sums at the margins, as pandas' crosstab has them.
    "label,cat,dog,owl,All\ncat,5,1,0,6\ndog,2,7,1,10\nowl,0,0,9,9\nAll,7,8,10,25\n",
    "\u{FEFF}\"\",\"cat\",\"dog\",\"owl\"\r\n\"cat\",5.0,1.0,0.0\r\n\"dog\",2,7,1\r\n"
      + "\"owl\",0,0,9\r\n",
  ])
  func namesItsClasses(text: String) throws {
    let matrix = try #require(try Self.read(text))
    #expect(matrix.classNames == ["cat", "dog", "owl"])
    #expect(matrix.counts.table == [[5, 1, 0], [2, 7, 1], [0, 0, 9]])
    #expect(matrix.hasSums == text.contains("All"))
  }

  @Test(arguments: [
    "5,1,0\n2,7,1\n0,0,9\n", "0,1,2\n5,1,0\n2,7,1\n0,0,9\n", ",0,1,2\n0,5,1,0\n1,2,7,1\n2,0,0,9\n",
    "5 1 0\n2 7 1\n0 0 9\n", "5.000000000000000000e+00 1e0 0e0\n2 7 1\n0 0 9\n",
  ])
  func numbersItsClasses(text: String) throws {
    let matrix = try #require(try Self.read(text))
    #expect(
      matrix.classNames == nil && matrix.counts.table == [[5, 1, 0], [2, 7, 1], [0, 0, 9]])
  }

  /// Tables of predictions, of scores of as many images as classes, and tables that are not square.
  @Test(arguments: [
    "label,predicted\n0,1\n1,0\n", "y_true,y_pred\n0,1\n1,1\n",
    "index,label,predicted\n0,0,1\n1,1,1\n",
    "logit_0,logit_1\n5,1\n2,7\n", ",0,1\n0,0.25,0.75\n1,0.5,0.5\n",
    "label,logit_0,logit_1\n0,5,1\n1,2,7\n",
    "cat,dog\n5,1\n2,7\n1,1\n", "5,1\n-2,7\n", "5,1,0\n2,7,1\n",
    ",0,1,label\n0,-1,2,0\n1,-1,2,1\n2,3,1,0\n3,3e2,1,1\n", "0,0\n0,0\n", "", "cat\n",
    ",cat,dog\ncat,5,1\n",
  ])
  func otherTablesAreNone(text: String) throws {
    #expect(try Self.read(text) == nil)
  }

  @Test func sharesAreRefused() {
    let error = #expect(throws: InterchangeError.self) {
      _ = try Self.read(",cat,dog\ncat,0.75,0.25\ndog,0.5,0.5\n")
    }
    #expect(error?.description.contains("line 2") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("shares") == true)
  }

  @Test func countsAgreeWithThoseOfPredictions() throws {
    let predictions = Predictions(
      source: "p", labels: [0, 0, 1, 1, 2, 2, 2], predicted: [0, 1, 1, 0, 2, 2, 0])
    let joint = try JointPredictions([predictions], classNames: ["a", "b", "c"])
    let written = NamedCounts(try joint.counts(), modelNames: ["p"], classNames: joint.classNames)
    let matrix = try #require(try ConfusionMatrix.read(written.countsCSV, source: "m"))
    #expect(try [matrix.ordered(as: ["a", "b", "c"])] == joint.counts())
    let reordered = try matrix.ordered(as: ["c", "a", "b"])
    #expect(reordered.table == [[2, 1, 0], [0, 1, 1], [0, 1, 1]])
    #expect(throws: MisclassificationError.self) { try matrix.ordered(as: ["a", "b", "x"]) }
    #expect(throws: MisclassificationError.self) { try matrix.ordered(as: ["a", "b"]) }
  }

  /// A matrix in place of predictions is told by its name where images are needed.
  @Test func predictionsOfImagesAreAskedFor() {
    let error = #expect(throws: MisclassificationError.self) {
      _ = try Predictions.read(bytes: Array("5,1\n2,7\n".utf8), source: "m.csv")
    }
    #expect(error == .countsOnly(source: "m.csv"))
  }
}
