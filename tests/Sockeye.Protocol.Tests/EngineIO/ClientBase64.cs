namespace Sockeye.Protocol.Tests.EngineIO;

/// <summary>Base64 as clients may write it, and the bytes in it.</summary>
public static class ClientBase64
{
    public static TheoryData<string, string> Texts => new()
    {
        { "YWJj\r\nZGVm\n", "616263646566" },
        { "YWJj\nZGVm", "616263646566" },
        { "YW Jj\t", "616263" },
        { "\t\t\t\t", "" },
        { "\n", "" },
        { "YWJ", "6162" },
        { "YW", "61" },
        { "Y", "" },
        { "Y===", "" },
        { "YWJjZ", "616263" },
        { "-_-_", "fbffbf" },
        { "+/+/", "fbffbf" },
        { "a-b_", "6be6ff" },
        { "Y!W@J#j", "616263" },
        { "####", "" },
        { "=YWJj", "" },
        { "YW=Jj", "61" },
        { "YQ==YQ==", "61" },
        { "YWJj=====", "616263" },
        { "YQ==\n", "61" },
        { "YWJjéZGVm", "616263646566" },
        { "YWJjZGVmZ2hpamtsYQ==YWJjZGVm", "6162636465666768696a6b6c61" },
    };
}
