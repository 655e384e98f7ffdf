import Foundation
import Testing

/// `misclass confusion` on tables that were counted by hand.
@Suite struct ConfusionCommandTests {
  /// a: 4 images, 2 taken for b, 1 for c. b: 2 images, 1 taken for a. c: 1 image, right.
  private static let csv = """
    index,label,predicted
    0,0,0
    1,0,1
    2,0,1
    3,0,2
    4,1,1
    5,1,0
    6,2,2

    """

  @Test func countsByHand() async throws {
    try await withWorkplace { place in
      try place.write(Self.csv, "p.csv")
      let result = try await place.program.run([
        "confusion", "--predictions", "p.csv", "--classes", "a,b,c", "--out", "heatmap.csv",
        "--rates", "rates.csv", "--svg", "heatmap.svg", "--rates-svg", "rates.svg", "--quiet",
      ])
      #expect(result.code == 0 && result.err == "")
      #expect(
        try place.text("heatmap.csv") == """
          true\\predicted,a,b,c
          a,,0.6666666666666666,0.3333333333333333
          b,1.0,,0.0
          c,,,

          """)
      #expect(
        try place.text("rates.csv")
          == "class,images,errors,u\na,4,3,0.75\nb,2,1,0.5\nc,1,0,0.0\n")
      // Intervals by SciPy 1.15: binomtest(k, n).proportion_ci(method="wilson").
      #expect(
        result.out == """
          4 errors in 7 images (accuracy 42.86 %)

          class  images  errors        u  95 % interval
          a           4       3  75.00 %   30.1 to 95.4
          b           2       1  50.00 %    9.5 to 90.5
          c           1       0   0.00 %    0.0 to 79.3
          ---------------------------------------------
          all         7       4  57.14 %   25.0 to 84.2

          largest confusions  taken for  images         v  the other way
          a                   b               2   66.67 %              1
          a                   c               1   33.33 %              0
          b                   a               1  100.00 %              2

          """)
      for picture in ["heatmap.svg", "rates.svg"] {
        #expect(try place.text(picture).contains("</svg>"))
      }
    }
  }

  @Test func printsJSON() async throws {
    try await withWorkplace { place in
      try place.write(Self.csv, "p.csv")
      let result = try await place.program.run("confusion", "--predictions", "p.csv", "--json")
      let summary = try Workplace.object(result.out)
      #expect(summary["images"] as? Int == 7 && summary["errors"] as? Int == 4)
      #expect(summary["counts"] as? [[Int]] == [[1, 2, 1], [1, 1, 0], [0, 0, 1]])
      let classes = try #require(summary["classes"] as? [[String: Any]])
      #expect(classes.map { $0["name"] as? String } == ["0", "1", "2"])
      #expect(classes.map { $0["u"] as? Double } == [0.75, 0.5, 0])
    }
  }

  @Test func warnsOfLabelsOfOtherImages() async throws {
    try await withWorkplace { place in
      let rows = (0..<400).map { "\($0 % 10),\($0 / 10 % 10)\n" }.joined()
      try place.write("label,predicted\n" + rows, "p.csv")
      let result = try await place.program.run("confusion", "--predictions", "p.csv", "--quiet")
      #expect(result.code == 0)
      #expect(result.err.contains("warning:") && result.err.contains("same order"))
    }
  }

  @Test func readsTheFirstImagesOfASet() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let predict = try await place.program.run([
        "predict", "--model", "model.safetensors", "--data", "data", "--limit", "15", "--out",
        "p.csv",
      ])
      #expect(predict.code == 0, "\(predict.err)")
      let result = try await place.program.run(
        "confusion", "--predictions", "p.csv", "--data", "data")
      #expect(result.code == 0, "\(result.err)")
      #expect(result.out.contains(" in 15 images") && result.out.contains("halfmoon"))
    }
  }
}
