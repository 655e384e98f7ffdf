import Testing
import Text

@Suite struct TableTests {
  @Test func columnsLineUp() {
    var table = TextTable([.words("class"), .numbers("errors"), .words("note")])
    table.row(["cat", "12", ""])
    table.rule()
    table.row(["all classes", "1200", "x"])
    #expect(
      table.description == """
        class        errors  note
        cat              12
        -------------------------
        all classes    1200  x

        """)
  }

  @Test func titlesMayBeLeftOut() {
    var table = TextTable([.words(""), .numbers("")])
    table.row(["a", "1"])
    #expect(table.description == "a  1\n")
    #expect(TextTable([.words("")]).description == "")
  }

  @Test func numbersReadAsResultsShowThem() {
    #expect(NumberText.percent(0.125) == "12.50 %")
    #expect(NumberText.percent(1, decimals: 0) == "100 %")
    #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    #expect(NumberText.fixed(-0.06, decimals: 1) == "-0.1")
    #expect((0...2).map { NumberText.counted($0, "image") } == ["0 images", "1 image", "2 images"])
    #expect((1...2).map { NumberText.counted($0, "class", "classes") } == ["1 class", "2 classes"])
    #expect([3, 0, -3].map { NumberText.signed($0) } == ["+3", "0", "-3"])
    #expect(
      [2.25, 0.01, -0.01, -2].map { NumberText.signed($0, decimals: 1) }
        == ["+2.2", "0.0", "0.0", "-2.0"])
  }
}
