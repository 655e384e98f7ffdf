import Datasets
import Foundation
import Images
import Interchange
import Testing

/// Data to predictions to causes, each command on what the one before it wrote.
@Suite struct ChainTests {
  @Test func synthWritesThePlantedSet() async throws {
    try await withWorkplace { place in
      let synth = try await place.program.run(
        "synth", "--out", "set", "--seed", "9", "--train-images", "30", "--test-images", "20")
      #expect(synth.code == 0, "\(synth.err)")
      #expect(synth.out.contains("interference") && synth.out.contains("all"))
      var options = PlantedOptions(seed: 9)
      options.trainCount = 30
      options.testCount = 20
      let set = try PlantedSet(options)
      for split in Split.allCases {
        let drawn = set.draw(split, workers: Workers(threads: 1))
        let written = try CifarBinary(directory: place.path("set")).load(split)
        #expect(try written.images.loaded() == drawn.set.images.loaded())
        #expect(written.labels == drawn.set.labels)
        #expect(written.classNames == drawn.set.classNames)
        let masks = try NumpyArray(path: place.path("set/\(split.rawValue)_masks.npy"))
        #expect(masks == NumpyArray(shape: [drawn.set.count, 32, 32], bytes: drawn.masks))
        #expect(try place.lines("set/\(split.rawValue)_causes.csv").count == 1 + drawn.set.count)
      }
    }
  }

  @Test func synthEqualsPlanted() async throws {
    try await withWorkplace { place in
      #expect(try await place.program.run("synth", "--out", "set", "--seed", "4").code == 0)
      func report(_ data: String) async throws -> NSMutableDictionary {
        let result = try await place.program.run("data", "info", "--data", data, "--json")
        #expect(result.code == 0 && result.err == "", "\(result.err)")
        return NSMutableDictionary(dictionary: try Workplace.object(result.out))
      }
      let (files, drawn) = (try await report("set"), try await report("planted:4"))
      #expect(files["source"] as? String == "set" && drawn["source"] as? String == "planted:4")
      #expect((files["files"] as? [Any])?.count == 2)
      #expect(files["isOfficial"] as? Bool == false)
      for report in [files, drawn] { report.removeObject(forKey: "source") }
      #expect(files == drawn)
      let text = try await place.program.run("data", "info", "--data", "set")
      #expect(text.out.contains("This is not the official CIFAR-10 set."))
    }
  }

  @Test func eachCommandReadsWhatTheOneBeforeWrote() async throws {
    try await withWorkplace { place in
      let program = place.program
      let synth = try await program.run(
        "synth", "--out", "data", "--train-images", "10", "--test-images", "40", "--quiet")
      #expect(synth.code == 0 && synth.err == "", "\(synth.err)")
      try place.writeModel()
      let common = ["--model", "model.safetensors", "--data", "data", "--quiet"]
      let predict = try await program.run(["predict", "--out", "p.csv"] + common)
      #expect(predict.code == 0 && predict.err == "", "\(predict.err)")
      let rows = try place.lines("p.csv").dropFirst().map { $0.split(separator: ",") }
      let wrong = rows.filter { $0[1] != $0[2] }.map { String($0[0]) }
      #expect(rows.count == 40 && wrong.count > 20)
      #expect(predict.out.hasPrefix("\(40 - wrong.count) of 40 right"))

      let confusion = try await program.run("confusion", "--predictions", "p.csv", "--data", "data")
      #expect(confusion.out.hasPrefix("\(wrong.count) errors in 40 images"))

      let saliency = try await program.run(
        ["saliency", "--misclassified", "--out", "maps.npy", "--png", "sheet.png"]
          + ["--listing", "maps.csv"] + common)
      #expect(saliency.code == 0 && saliency.err == "", "\(saliency.err)")
      let maps = try NumpyArray(path: place.path("maps.npy"))
      #expect(maps.shape == [wrong.count, 32, 32])
      #expect(maps.floats.allSatisfy { $0.isFinite && $0 >= 0 } && maps.floats.contains { $0 > 0 })
      #expect(try firstColumn(place.lines("maps.csv")) == wrong)
      #expect(try place.bytes("sheet.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))

      let erase = try await program.run(
        ["erase", "--out", "erased", "--spare", "data/test_masks.npy", "--never-touch"] + common)
      #expect(erase.code == 0 && erase.err == "", "\(erase.err)")
      #expect(try firstColumn(place.lines("erased/erasure.csv")) == wrong)
      let summary = try Workplace.object(place.text("erased/summary.json"))
      #expect(summary["byPlantedCause"] == nil)
      try checkTotals(summary, images: 40, errors: wrong.count)
      #expect(try place.bytes("erased/sheet.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
  }

  private func firstColumn(_ lines: [String]) -> [String] {
    lines.dropFirst().map { String($0.split(separator: ",")[0]) }
  }

  /// The counts of treatment and controls add up, over the same area.
  private func checkTotals(_ summary: [String: Any], images: Int, errors: Int) throws {
    let totals = try #require(summary["totals"] as? [String: Any])
    let treatment = try #require(totals["treatment"] as? [String: Any])
    let controls = try #require(totals["controls"] as? [[String: Any]])
    #expect(controls.count == 1)
    for arm in [treatment] + controls {
      let count = { (name: String) in arm[name] as? Int ?? .min }
      #expect(count("images") == images && count("errorsBefore") == errors)
      #expect(
        count("fixed") + count("stillWrongSameClass") + count("changedToAnotherWrongClass")
          == errors)
      #expect(count("errorsAfter") == errors - count("fixed") + count("newlyBroken"))
      #expect(arm["meanErasedFraction"] as? Double == treatment["meanErasedFraction"] as? Double)
      #expect((arm["meanErasedFraction"] as? Double ?? 0) > 0.01)
    }
  }

  @Test func mapsDoNotDependOnTheWayTheyAreAskedFor() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let common = ["saliency", "--model", "model.safetensors", "--data", "data", "--target", "3"]
      let one = try await place.program.run(
        common + ["--indices", "7,2-4", "--out", "one.npy", "--threads", "1", "--batch-size", "1"])
      let two = try await place.program.run(
        common + ["--limit", "8", "--out", "two.npy", "--threads", "2"])
      #expect(one.code == 0 && two.code == 0, "\(one.err)\(two.err)")
      let some = try NumpyArray(path: place.path("one.npy"))
      let all = try NumpyArray(path: place.path("two.npy"))
      #expect(some.shape == [4, 32, 32] && all.shape == [8, 32, 32])
      for (row, image) in [7, 2, 3, 4].enumerated() {
        #expect(
          some.floats[row * 1024..<(row + 1) * 1024]
            == all.floats[image * 1024..<(image + 1) * 1024])
      }
    }
  }

  @Test func plantedDataKnowTheirCauses() async throws {
    try await withWorkplace { place in
      try place.writeModel()
      let result = try await place.program.run([
        "erase", "--model", "model.safetensors", "--data", "planted:2", "--limit", "60",
        "--spare", "planted", "--all", "--control-draws", "0", "--out", "erased", "--json",
      ])
      #expect(result.code == 0, "\(result.err)")
      #expect(try place.text("erased/summary.json") == result.out)
      let summary = try Workplace.object(result.out)
      let settings = try #require(summary["settings"] as? [String: Any])
      #expect(settings["spareIsOracle"] as? Bool == true)
      let groups = try #require(summary["byPlantedCause"] as? [[String: Any]])
      #expect(groups.map { $0["name"] as? String } == ["interference", "morphology", "none"])
      let lines = try place.lines("erased/erasure.csv")
      #expect(lines.count == 61 && lines[0].hasSuffix(",planted_cause"))
      let drawn = try PlantedSet(PlantedOptions(seed: 2))
        .draw(.test, indices: Array(0..<60), workers: Workers(threads: 1))
      #expect(
        lines.dropFirst().map { String($0.split(separator: ",").last ?? "") }
          == drawn.records.map(\.cause.rawValue))
    }
  }
}
