namespace Sockeye.Tests.Handlers;

/// <summary>What a client sends is checked before the method is called: attributes, and null.</summary>
public sealed class HandlerValidationTests
{
    [Theory]
    [InlineData("""["plain","ann"]""", """["ann 1 "]""")]
    [InlineData("""["plain","ann",3,"a@b"]""", """["ann 3 a@b"]""")]
    [InlineData("""["send",{"title":"tea","number":2,"homePage":"http://a","inner":{"title":"x"},"the-list":["a"]}]""", """["tea"]""")]
    [InlineData("""["many",[{"title":"a"},{"title":"b"}]]""", "[2]")]
    [InlineData("""["byName",{"a":{"title":"a"}}]""", "[1]")]
    [InlineData("""["words","a","b"]""", "[2]")]
    [InlineData("""["period",{"from":"1","to":"2"}]""", """["1"]""")]
    public async Task Call_ValidArguments_IsMade(string sent, string answer) => Assert.Equal(answer, await AskAsync(sent));

    [Theory]
    [InlineData("plain", """["plain","a",11,"x"]""", """{"name":["The field name must be a string or collection type with a minimum length of '2' and maximum length of '5'."],"count":["The field count must be between 1 and 10."],"email":["The email field is not a valid e-mail address."]}""")]
    [InlineData("send", """["send",{}]""", """{"form.title":["The title field is required."]}""")]
    [InlineData("send", """["send",{"title":"abcdef","number":3}]""", """{"form.title":["too long: title"],"form.number":["number of abcdef is odd"]}""")]
    [InlineData("send", """["send",{"title":"a","inner":{"title":"b","inner":{"title":null}},"homePage":"x"}]""", """{"form.inner.inner.title":["The title field is required."],"form.homePage":["The home page field is not a valid fully-qualified http, https, or ftp URL."]}""")]
    [InlineData("send", """["send",{"title":"a","the-list":["a",null]}]""", """{"form.the-list[1]":["The the-list field is required."]}""")]
    [InlineData("send", """["send",{"title":"a","the-list":null}]""", """{"form.the-list":["The the-list field is required."]}""")]
    [InlineData("many", """["many",[{"title":"a"},{"title":"b"},{"number":1}]]""", """{"forms":["The field forms must be a string or array type with a maximum length of '2'."],"forms[2].title":["The title field is required."],"forms[2].number":["number of  is odd"]}""")]
    [InlineData("many", """["many",[null]]""", """{"forms[0]":["The forms field is required."]}""")]
    [InlineData("byName", """["byName",{"a":{"title":"a"},"b":{}}]""", """{"forms[b].title":["The title field is required."]}""")]
    [InlineData("words", """["words","a",null]""", """{"words[1]":["The words field is required."]}""")]
    [InlineData("period", """["period",{"from":"2","to":"1"}]""", """{"period.from":["the end is before the start"],"period.to":["the end is before the start"]}""")]
    public async Task Call_InvalidArguments_IsRefusedToItsSender(string name, string sent, string errors)
    {
        var answer = await AskAsync(sent);

        Assert.Equal("""[{"error":{"message":"invalid arguments for \"NAME\"","data":{"code":"E_INVALID","errors":ERRORS}}}]""".Replace("NAME", name, StringComparison.Ordinal).Replace("ERRORS", errors, StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Call_ManyErrors_AreAnsweredUpToABound()
    {
        var answer = await AskAsync($"""["words",{string.Join(',', Enumerable.Repeat("null", 10_000))}]""");

        Assert.Contains("words[99]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("words[100]", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(string sent)
    {
        await using var server = await TestServer.StartAsync(static io => io.MapHandlers<FormHandlers>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync($"421{sent}");
        return (await client.ReceiveAsync())["431".Length..];
    }
}
