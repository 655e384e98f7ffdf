import Foundation
import Testing

/// Real networks and real predictions, where the reference data are.
@Suite(.enabled(if: Places.hasShared, "the reference data are not on this machine"))
struct SharedDataTests {
  @Test(arguments: [("resnet20", 915), ("resnet56", 926)])
  func predictsAsPyTorchDoes(name: String, right: Int) async throws {
    try await withWorkplace { place in
      let result = try await place.program.run([
        "predict", "--model", Places.shared("data/models/\(name).safetensors"), "--arch", name,
        "--data", Places.shared("data/cifar-10-lossless"), "--out", "p.csv", "--json",
      ])
      #expect(result.code == 0, "\(result.err)")
      let accuracy = try Workplace.object(result.out)
      #expect(accuracy["images"] as? Int == 1000)
      #expect(abs((accuracy["right"] as? Int ?? 0) - right) <= 2)
    }
  }

  @Test func countsPublishedPredictions() async throws {
    let directory = Places.shared("data/predictions")
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasSuffix(".json") }.sorted()
    #expect(files.count == 16)
    let data = Places.shared("data/cifar-10-batches-bin")
    let records = try Data(contentsOf: URL(filePath: data + "/test_batch.bin"))
    let labels = (0..<10_000).map { Int(records[$0 * 3073]) }
    try await withWorkplace { place in
      for file in files {
        let json = try Data(contentsOf: URL(filePath: directory + "/" + file))
        let predicted = try #require(try JSONSerialization.jsonObject(with: json) as? [Int])
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
        for (label, prediction) in zip(labels, predicted) { counts[label][prediction] += 1 }
        let result = try await place.program.run(
          "confusion", "--predictions", directory + "/" + file, "--data", data, "--out",
          file + ".csv", "--json")
        #expect(result.code == 0, "\(result.err)")
        #expect(try Workplace.object(result.out)["counts"] as? [[Int]] == counts, "\(file)")
        check(try place.lines(file + ".csv"), counts, file)
      }
    }
  }

  private func check(_ heatMap: [String], _ counts: [[Int]], _ file: String) {
    #expect(
      heatMap[0]
        == #"true\predicted,airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck"#)
    let rows = heatMap.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst().map { Double($0) }
    }
    #expect(rows.count == 10)
    for label in 0..<10 {
      let errors = counts[label].reduce(0, +) - counts[label][label]
      for predicted in 0..<10 {
        let isEmpty = label == predicted || errors == 0
        let rate = isEmpty ? nil : Double(counts[label][predicted]) / Double(errors)
        #expect(rows[label][predicted] == rate, "\(file) \(label) \(predicted)")
      }
    }
  }
}
