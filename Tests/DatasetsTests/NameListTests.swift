import Testing

@testable import Datasets

@Suite struct NameListTests {
  @Test(arguments: [0, 1, 1023, 1024, 1025, 5000])
  func namesComeOutAsTheyWentIn(count: Int) {
    // What a block begins with may end within a letter of several bytes.
    let names = (0..<count).map {
      $0 == 2000 ? "" : "val/\($0 / 1500)/ü\(["ä", "ö", "ß"][$0 % 3])\($0)"
    }
    let list = NameList(names)
    #expect(list.count == count && Array(list) == names)
    #expect(list == NameList(Array(list)))
    let chosen = stride(from: count - 1, through: 0, by: -3)
    #expect(Array(list.selecting(Array(chosen))) == chosen.map { names[$0] })
  }

  @Test func alikeNamesOfABlockAreKeptWhole() {
    let list = NameList(repeatElement("same.png", count: 2048))
    #expect(list.count == 2048 && list.allSatisfy { $0 == "same.png" })
  }
}
