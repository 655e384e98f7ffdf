import Foundation
import Interchange
import Testing

/// `misclass confusion`, `network` and `report` on several models at once.
@Suite struct ManyModelsTests {
  private static let labels = "label\n0\n0\n0\n0\n1\n1\n2\n"

  /// p as JSON, q as a shuffled table, r as scores.
  private func furnish(_ place: Workplace) throws {
    try place.write(Self.labels, "labels.csv")
    try place.write("[0,1,1,2,1,0,2]", "p.json")
    try place.write("index,predicted\n6,2\n0,0\n1,0\n2,0\n3,1\n4,1\n5,0\n", "q.csv")
    let scores: [Float] = [
      0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.4, 0.3, 0.3, 0.6, 0.2, 0.2, 0.1, 0.8, 0.1, 0.7, 0.2, 0.1, 0,
      0, 1,
    ]
    try NumpyArray(shape: [7, 3], floats: scores).write(to: place.path("r.npy"))
  }

  private static let common = [
    "--predictions", "p.json", "q.csv", "--predictions", "r.npy", "--labels", "labels.csv",
    "--classes", "a,b,c",
  ]

  @Test func countsEachAndTheirMean() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        ["confusion"] + Self.common + [
          "--out", "h.csv", "--rates", "r.csv", "--svg", "h.svg", "--rates-svg", "r.svg", "--quiet",
        ])
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      let lines = try place.lines("h.csv")
      #expect(lines.count == 16 && lines[0] == #"model,true\predicted,a,b,c"#)
      #expect(lines[1] == "p,a,,0.6666666666666666,0.3333333333333333")
      #expect(lines[4] == "q,a,,1.0,0.0" && lines[7] == "r,a,,1.0,0.0")
      #expect(lines[11] == "mean,b,1.0,,0.0" && lines[12] == "mean,c,,,")
      #expect(try place.lines("r.csv")[10] == "mean,a,,,0.4166666666666667")
      for picture in ["h.svg", "r.svg"] { #expect(try place.text(picture).contains("</svg>")) }
      #expect(result.out.contains("p           7       4     57.14 %"), "\(result.out)")
    }
  }

  @Test func printsEachModelAsJSON() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        ["confusion"] + Self.common + ["--json", "--intervals"])
      let models = try #require(
        try Workplace.object(result.out)["models"] as? [[String: Any]])
      #expect(models.map { $0["name"] as? String } == ["p", "q", "r"])
      #expect(models[1]["counts"] as? [[Int]] == [[3, 1, 0], [1, 1, 0], [0, 0, 1]])
      let intervals = try #require(models[1]["conditionalIntervals"] as? [[Any]])
      // Wilson's interval of 1 in 1, by SciPy 1.15.
      let cell = try #require(intervals[0][1] as? [Double])
      #expect(abs(cell[0] - 0.20654931437723745) < 1e-12 && cell[1] == 1)
    }
  }

  @Test func networkWritesEverything() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        ["confusion", "network"] + Self.common + [
          "--threshold", "0.5", "--out", "e.csv", "--degrees", "d.csv", "--dot", "n.dot", "--svg",
          "n.svg", "--quiet",
        ])
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      #expect(result.out.hasPrefix("2 edges with v >= 0.5: 2 in all 3 models, 0 in some, 0 in one"))
      #expect(try place.lines("e.csv").count == 7)
      #expect(try place.lines("e.csv")[1] == "p,a,b,2,0.6666666666666666,0.5,1,yes,3")
      #expect(try place.lines("d.csv").count == 10)
      #expect(try place.text("n.dot").hasPrefix("digraph"))
      #expect(try place.text("n.svg").contains("</svg>"))
      let json = try await place.program.run(["confusion", "network"] + Self.common + ["--json"])
      let edges = try #require(try Workplace.object(json.out)["edges"] as? [[String: Any]])
      #expect(edges.map { $0["extent"] as? String } == ["all", "all", "one"])
      let none = try await place.program.run([
        "confusion", "network", "--predictions", "labels.csv", "--predictions", "p.json",
        "--labels", "p.json",
      ])
      #expect(none.code == 3, "a file of labels holds no predictions")
    }
  }

  @Test func reportShowsImagesAndCurves() async throws {
    try await withWorkplace { place in
      try place.writeData()
      let predicted = (0..<40).map { ($0 + ($0 % 4 == 0 ? 1 : 0)) % 10 }
      try place.write("\(predicted)", "p.json")
      try FileManager.default.createDirectory(
        atPath: place.path("run"), withIntermediateDirectories: true)
      try place.write(
        "epoch,steps,training_loss,training_accuracy,validation_loss,validation_accuracy,test_loss,"
          + "test_accuracy,learning_rate,images_per_second,seconds\n"
          + "1,4,2.5,0.125,,,2.25,0.25,0.01,100,1\n2,8,1.5,0.5,,,1.25,0.5,0.01,100,1\n",
        "run/metrics.csv")
      let result = try await place.program.run([
        "report", "--predictions", "p.json", "p.json", "--data", "data", "--run", "run", "--out",
        "report.html",
      ])
      #expect(result.code == 0 && result.out == "report.html\n", "\(result.err)")
      let html = try place.text("report.html")
      #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
      #expect(html.contains("p (2)") && html.contains("How training went"))
      #expect(html.contains("data:image/png;base64,") && html.contains("id=\"cell-"))
      let missing = try await place.program.run([
        "report", "--predictions", "p.json", "--data", "data", "--run", "none", "--out", "r.html",
      ])
      #expect(missing.code == 3 && !place.exists("r.html"), "\(missing.err)")
    }
  }

  @Test func reportSaysWhatTheTestsFind() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let words = ["report"] + Self.common + ["--out", "report.html", "--quiet"]
      let result = try await place.program.run(words)
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      let html = try place.text("report.html")
      // Errors by model 4, 2, 2; of each image 0, 2, 1, 2, 0, 3, 0: Q = 2 (3 · 24 - 64) / (24 -
      // 18).
      for text in [
        "Do the models err equally often?", "Cochran&#39;s Q = 2.67, 2 degrees of freedom",
        "3 images (42.86\u{A0}%) are right in every model", "Which confusions go both ways?",
        "Are the models as sure of one kind of mistake as of another?", "“both ways” holds",
      ] {
        #expect(html.contains(text), "\(text)")
      }
      let again = try await place.program.run(words + ["--force", "--threads", "1"])
      let same = try place.text("report.html") == html
      #expect(again.code == 0 && same)
      let group = try await place.program.run(
        words + ["--force", "--group", "x=a>b", "--group", "y=b>d"])
      #expect(group.code == 2 && group.err.contains("--group: expected a class"), "\(group.err)")
    }
  }

  @Test(arguments: [
    (
      "confusion network --predictions p.json --labels labels.csv --threshold 1.5", 2, "--threshold"
    ),
    ("network --predictions p.json", 2, "give --data or --labels"),
    ("network --predictions p.json --labels labels.csv --data d", 2, "found both"),
    ("network --predictions p.json --labels p.json --out p.json --force", 2, "same file"),
    ("network --predictions p.json --labels short.json", 3, "expected 3 predictions"),
    ("network --predictions p.json cut.csv --labels labels.csv", 3, "cut.csv: line 2"),
    (
      "confusion network --predictions p.json long.json --labels labels.csv", 3,
      "long.json: expected 7"
    ),
    (
      "confusion network --predictions p.json empty.csv --labels labels.csv", 3,
      "empty.csv: expected"
    ),
    ("network --predictions p.json none.csv --labels labels.csv", 3, "none.csv"),
    (
      "confusion network --predictions p.json --labels labels.csv --classes a,b", 3,
      "labels.csv: line 8"
    ),
    ("network --predictions p.json nan.csv --labels labels.csv", 3, "nan.csv: line 3"),
    ("report --predictions p.json --labels labels.csv", 2, "missing: --out FILE"),
    ("report --predictions p.json --labels labels.csv --out no/r.html", 1, "no directory"),
  ])
  func refusesWhatDoesNotFit(line: String, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try furnish(place)
      try place.write("[0,1,2]", "short.json")
      try place.write("[0,1,1,2,1,0,2,1]", "long.json")
      try place.write("index,predicted\n6", "cut.csv")
      try place.write("", "empty.csv")
      try place.write("logit_0,logit_1,logit_2\n0,1,2\n0,nan,1\n", "nan.csv")
      let command = line.hasPrefix("network") ? "confusion " + line : line
      let result = try await place.program.run(command.split(separator: " ").map(String.init))
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
    }
  }
}
