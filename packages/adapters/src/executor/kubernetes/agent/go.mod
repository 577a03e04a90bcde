module aac/sandbox-agent

go 1.24
