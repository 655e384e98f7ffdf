import Images
import Testing

@testable import Datasets

@Suite struct DataSourceTests {
  @Test func plantedAndItsSeeds() throws {
    let plain = try DataSource(parsing: "planted")
    #expect(plain.isPlanted && plain.description == "planted:0")
    let seeded = try DataSource(parsing: "planted:18446744073709551615")
    #expect(seeded.description == "planted:18446744073709551615")
    let directory = try DataSource(parsing: "./planted")
    #expect(!directory.isPlanted && directory.description == "./planted")
    #expect(try directory.loadPlanted(.test) == nil)
    #expect(try DataSource(parsing: "plantedly").isPlanted == false)
  }

  @Test(arguments: [
    "planted:", "planted:-1", "planted:+1", "planted:1.5", "planted: 1", "planted:x",
    "planted:18446744073709551616", "planted:١", "", "planted:1:", "planted:1:shadow",
  ])
  func badTextsAreRefused(text: String) {
    let said = complaint { _ = try DataSource(parsing: text) }
    #expect(said?.hasPrefix("data: expected ") == true, "\(said ?? "nothing")")
  }

  @Test func setsAreCutAndChosen() throws {
    let set = try PlantedSet().draw(.test, indices: Array(0..<6), workers: Workers(threads: 1)).set
    let chosen = set.selecting([4, 0, 4])
    #expect(chosen.labels == [set.labels[4], set.labels[0], set.labels[4]])
    #expect(
      try chosen.images.pixels.prefix(3072) == set.images.pixels[4 * 3072..<5 * 3072])
    #expect(set.prefix(2).count == 2 && set.prefix(100) == set && set.prefix(0).count == 0)
  }
}
