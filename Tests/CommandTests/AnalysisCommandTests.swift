import Foundation
import Interchange
import Testing

/// `homogeneity`, `patterns`, `compare` and `scores` from outside.
@Suite struct AnalysisCommandTests {
  /// Figure 3 of "Causal Explanations of Image Misclassifications", times 1000.
  private static let published = Places.root
    .appending(path: "Fixtures/Misclassification/published-errors.csv")
    .path(percentEncoded: false)

  @Test func publishedTable() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run([
        "homogeneity", "--counts", Self.published, "--images-per-class", "1000", "--as-published",
      ])
      #expect(result.code == 0 && result.err == "")
      // Columns are as wide as they need to be.
      let words = result.out.split(separator: /\s+/).joined(separator: " ")
      for line in [
        "chi-squared 113.13 45 8.66e-08", "G 113.27 45 8.29e-08",
        "sum over classes 145.54 50 2.88e-11",
        "Cramér's V 0.073; smallest expected count 33.9",
        "as published: chi-squared of the rates 0.113129, dof 45, p 1.0000",
        "do not believe these p-values",
      ] {
        #expect(words.contains(line), "\(line)\n\(result.out)")
      }
    }
  }

  @Test func ratesAreBadDataUnlessAsPublished() async throws {
    try await withWorkplace { place in
      try place.write("class,a,b\nx,0.1,0.2\ny,0.3,0.1\n", "rates.csv")
      let words = ["homogeneity", "--counts", "rates.csv"]
      let refused = try await place.program.run(words)
      #expect(refused.code == 3 && refused.out == "")
      #expect(refused.err.contains("rates.csv: line 2") && refused.err.contains("scale"))
      let published = try await place.program.run(words + ["--as-published", "--json"])
      #expect(published.code == 0, "\(published.err)")
      let object = try Workplace.object(published.out)
      #expect((object["mix"] as? [String: Any])?["notDefined"] is String)
      #expect((object["asPublished"] as? [String: Any])?["chiSquaredP"] as? Double ?? 0 > 0.5)
    }
  }

  /// Six images of two classes, and what two models say of them.
  private func furnish(_ place: Workplace) throws {
    try place.write("label,predicted\n0,0\n0,1\n0,1\n1,1\n1,0\n1,1\n", "a.csv")
    try place.write("[0,0,1,1,1,0]", "b.json")
    try place.write(
      "label,logit_0,logit_1\n0,2,1\n0,1,3\n0,0,0.5\n1,0,1\n1,4,1\n1,1,0\n", "scores.csv")
  }

  @Test func comparesTwoModels() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        "compare", "--predictions", "a.csv", "b.json", "--out", "images.csv", "--quiet")
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      #expect(result.out.contains("wrong in all models  1 (16.67 %"))
      #expect(
        try place.text("images.csv")
          == "index,label,models_wrong,a,b\n1,0,1,1,0\n2,0,2,1,1\n4,1,1,0,1\n5,1,1,1,0\n")
    }
  }

  @Test func testsTwoModels() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let words = ["homogeneity", "--predictions", "a.csv", "b.json", "--json"]
      let result = try await place.program.run(words)
      #expect(result.code == 0, "\(result.err)")
      let object = try Workplace.object(result.out)
      let paired = try #require(object["sameImages"] as? [String: Any])
      let pair = try #require((paired["pairs"] as? [[String: Any]])?.first)
      let test = try #require(pair["test"] as? [String: Any])
      #expect(test["onlyFirst"] as? Int == 2 && test["onlySecond"] as? Int == 1)
      #expect(test["exactP"] as? Double == 1)
      let again = try await place.program.run(words + ["--threads", "1"])
      #expect(again.out == result.out)
      let other = try await place.program.run(words + ["--seed", "1"])
      #expect(other.out != result.out)
    }
  }

  @Test func scoresOfFewAreNotDefinedWithAReason() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run([
        "scores", "--predictions", "scores.csv", "--group", "forth=0>1", "--group", "back=1>0",
        "--svg", "scores.svg",
      ])
      #expect(result.code == 0, "\(result.err)")
      #expect(result.out.contains("forth  0>1            2  -1.2500"))
      let one = try await place.program.run([
        "scores", "--predictions", "scores.csv", "--group", "a=0>1", "--group", "b=1>0",
        "--statistic", "probability-ratio", "--limit", "1",
      ])
      #expect(one.code == 2, "there is no such option")
      #expect(try place.text("scores.svg").contains("</svg>"))
      let unknown = try await place.program.run(
        "scores", "--predictions", "scores.csv", "--group", "a=0>1", "--group", "b=1>2")
      #expect(unknown.code == 2 && unknown.err.contains("--group: expected a class (0, 1)"))
      let labels = try await place.program.run(
        "scores", "--predictions", "a.csv", "--group", "a=0>1", "--group", "b=1>0")
      #expect(labels.code == 3 && labels.err.contains("a.csv: expected a score for each class"))
    }
  }
}

/// The 16 published networks, where the reference data are. Reference values by NumPy and SciPy.
@Suite(.enabled(if: Places.hasShared, "the reference data are not on this machine"))
struct PublishedNetworksTests {
  private func run(_ command: String, _ extra: [String] = []) async throws -> [String: Any] {
    let directory = Places.shared("data/predictions")
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasSuffix(".json") }.sorted().map { directory + "/" + $0 }
    return try await withWorkplace { place in
      let words = [command, "--predictions"] + files
      let result = try await place.program.run(
        words + ["--data", Places.shared("data/cifar-10-batches-bin"), "--json"] + extra)
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      return try Workplace.object(result.out)
    }
  }

  @Test func homogeneity() async throws {
    let result = try await run("homogeneity")
    let mix = try #require(result["mix"] as? [String: Any])
    #expect(((mix["chiSquared"] as? Double ?? 0) - 170.088).magnitude < 5e-4)
    let paired = try #require(result["sameImages"] as? [String: Any])
    let cochran = try #require(paired["cochran"] as? [String: Any])
    #expect(((cochran["statistic"] as? Double ?? 0) - 6775.31).magnitude < 5e-3)
    let pairs = try #require(paired["pairs"] as? [[String: Any]])
    #expect(pairs.count == 120)
    #expect(pairs.count { $0["holmP"] as? Double ?? 1 < 0.05 } == 102)
  }

  @Test func compare() async throws {
    let result = try await run("compare")
    let wrong = try #require(result["imagesByModelsWrong"] as? [Int])
    #expect(wrong.first == 6994 && wrong[1] == 1150 && wrong.last == 41)
    #expect(wrong.reduce(0, +) == 10_000)
  }

  @Test func patternsBesidePeople() async throws {
    let result = try await run(
      "patterns", ["--humans", Places.shared("data/cifar-10h/cifar10h-counts.npy")])
    let humans = try #require(result["humans"] as? [String: Any])
    #expect(humans["peopleErrors"] as? Int == 79)
    let pair = try #require((result["pairs"] as? [[String: Any]])?.first)
    #expect(pair["first"] as? Int == 3 && pair["second"] as? Int == 5)
    let findings = try #require(pair["findings"] as? [[String: Any]])
    #expect(findings.count == 17)
    #expect(findings.count { $0["verdict"] as? String == "both ways" } == 16)
  }
}
